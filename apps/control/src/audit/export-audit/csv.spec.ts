import { describe, expect, it } from '@jest/globals';
import { csvRecord } from './csv.js';

describe('a CSV record', () => {
  it('is separated by commas, ended by CRLF, and quotes what holds either, or quotes', () => {
    expect(csvRecord(['a', null, 'b c', 'd,e', 'f "g"', 'h\r\ni', 'é'])).toBe(
      'a,,b c,"d,e","f ""g""","h\r\ni",é\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])('holds no formula: %j', (text) => {
    expect(csvRecord([text])).toBe(`'${text}\r\n`);
  });

  it('holds no formula in quotes either', () => {
    expect(csvRecord(['=HYPERLINK("x","y")', '\r=1'])).toBe('"\'=HYPERLINK(""x"",""y"")","\'\r=1"\r\n');
  });

  it('leaves alone what only holds such a character later', () => {
    expect(csvRecord(['a=b', '2026-01-01', 'x@y'])).toBe('a=b,2026-01-01,x@y\r\n');
  });
});
