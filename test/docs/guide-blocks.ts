import { readFileSync } from 'node:fs';

/** A fenced code block of a guide. */
export interface GuideBlock {
  /** First word of the info string, e.g. `bash`. */
  readonly language: string;
  /** The words after it, e.g. `test` and `file=orders.ts`. */
  readonly words: readonly string[];
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

const FENCE = /^```(\S*)[ \t]*(.*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a file, in order; its path is taken from docs/guides. */
export function guideBlocks(name: string): readonly GuideBlock[] {
  const text = readFileSync(new URL(name, new URL('../../docs/guides/', import.meta.url)), 'utf8');
  return [...text.matchAll(FENCE)].map(({ 1: language = '', 2: info = '', 3: content = '', index }) => ({
    language,
    words: info.split(' ').filter((word) => word !== ''),
    text: content,
    line: text.slice(0, index).split('\n').length,
  }));
}

/** A block that is run, and what it is said to print; `null`: nothing is said. */
export interface RunnableBlock {
  readonly text: string;
  readonly line: number;
  readonly output: string | null;
}

/** The blocks marked `bash test`, each with the `output` block that follows it. */
export function runnableBlocks(blocks: readonly GuideBlock[]): readonly RunnableBlock[] {
  return blocks.flatMap((block, index) => {
    if (block.language !== 'bash' || !block.words.includes('test')) return [];
    const next = blocks[index + 1];
    return [
      {
        text: block.text,
        line: block.line,
        output: next?.words.includes('output') === true ? next.text : null,
      },
    ];
  });
}

/** The blocks marked `file=…`, joined where several make one file, by their names. */
export function guideFiles(blocks: readonly GuideBlock[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { words, text } of blocks) {
    const name = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    if (name !== undefined) files.set(name, `${files.get(name) ?? ''}\n${text}`);
  }
  return files;
}

/** Whether a print is what a guide says; `…` stands for anything within a line. */
export function printsAs(printed: string, said: string): boolean {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = said.trim().split('…').map(escape).join('[^\\n]*');
  return new RegExp(`^${pattern}$`).test(printed.replaceAll('\r', '').trim());
}
