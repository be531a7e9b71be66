const NEEDS_QUOTES = /[",\r\n]/;
/** First characters that make a spreadsheet read a cell as a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A record of a CSV file (RFC 4180), with its line end. A cell that a spreadsheet would read as a formula gets a `'` in front. */
export function csvRecord(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
