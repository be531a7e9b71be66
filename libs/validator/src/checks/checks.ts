/** Collects what is wrong with an option, under the option's path. */
export type Report = (path: string, problem: string) => void;

/** Reports anything but an absolute http(s) URL without credentials in it. */
export function checkUrl(value: unknown, path: string, report: Report): void {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) report(path, 'must be an absolute http(s) URL');
  else if (url.username !== '' || url.password !== '') report(path, 'must hold no credentials');
}

/** Reports anything but a finite number between the bounds, where one is given. */
export function checkNumber(value: unknown, min: number, max: number, path: string, report: Report): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    report(path, `must be a number from ${String(min)} to ${String(max)}`);
  }
}

/** Whether it is a non-empty string. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}
