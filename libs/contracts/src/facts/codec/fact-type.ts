/** The CloudEvents `type` of one version of a fact. */
export function factType(fact: string, version: number): string {
  return `rescind.${fact}.v${String(version)}`;
}

/** Reads a CloudEvents `type`; `null` when it isn't one of ours. */
export function parseFactType(type: string): { readonly fact: string; readonly version: number } | null {
  const match = /^rescind\.([A-Z][A-Za-z]{0,63})\.v(0|[1-9]\d{0,5})$/.exec(type);
  return match?.[1] === undefined ? null : { fact: match[1], version: Number(match[2]) };
}
