import { z } from 'zod';

const INDENT = 6;
const WIDTH = 100;

/** The text of `--help`: every environment variable that a process reads, with its meaning and its default. */
export function configHelp(app: string, schema: z.ZodObject): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const entries = Object.entries(properties).map(([name, property]) => {
    const { description = '', default: standard } = property as { description?: string; default?: unknown };
    const note = required.includes(name)
      ? ' (required)'
      : standard === undefined
        ? ''
        : ` (default ${JSON.stringify(standard)})`;
    return `  ${name}${note}\n${wrapped(description)}\n`;
  });
  return `Rescind: ${app}\n\nIt takes no arguments. It reads these environment variables:\n\n${entries.join('\n')}\n`;
}

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > WIDTH - INDENT) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => ' '.repeat(INDENT) + line).join('\n');
}
