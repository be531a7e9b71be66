import { ALGORITHMS, isSignatureAlgorithm } from '../jose/algorithms.js';
import { checkNumber, checkUrl, isText, type Report } from '../checks/checks.js';
import { type OptionProblem, ValidatorConfigError } from '../checks/validator.errors.js';
import type { IssuerOptions } from './issuer.options.js';
import type { ValidatorOptions } from './validator.options.js';

const DAY_MS = 86_400_000;

/**
 * Checks everything that the types can't, and what a caller without types may get wrong.
 *
 * @throws ValidatorConfigError with every problem found
 */
export function checkOptions(options: ValidatorOptions): void {
  const problems: OptionProblem[] = [];
  const report: Report = (path, problem) => problems.push({ path, problem });
  checkIssuers(options.issuers, report);
  checkSource(options.source, report);
  checkNumber(options.maxStalenessMs, 1_000, 30 * DAY_MS, 'maxStalenessMs', report);
  checkNumber(options.maxGraceMs, 0, 30 * DAY_MS, 'maxGraceMs', report);
  checkNumber(options.cacheSize, 0, 10_000_000, 'cacheSize', report);
  checkNumber(options.useIntervalMs, 100, DAY_MS, 'useIntervalMs', report);
  checkStaleness(options, report);
  if (options.signatures !== undefined && !['auto', 'webcrypto'].includes(options.signatures)) {
    report('signatures', 'must be "auto" or "webcrypto"');
  }
  for (const name of ['clock', 'monotonic', 'fetch', 'onUse'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function')
      report(name, 'must be a function');
  }
  if (problems.length > 0) throw new ValidatorConfigError(problems);
}

function checkIssuers(issuers: unknown, report: Report): void {
  if (!Array.isArray(issuers) || issuers.length === 0) {
    report('issuers', 'must name at least one issuer');
    return;
  }
  const seen = new Set<string>();
  for (const [index, issuer] of (issuers as IssuerOptions[]).entries()) {
    const at = `issuers[${String(index)}]`;
    checkIssuer(issuer, (path, problem) => {
      report(`${at}.${path}`, problem);
    });
    if (seen.has(issuer.issuer)) report(`${at}.issuer`, 'is given twice');
    seen.add(issuer.issuer);
  }
}

function checkIssuer(options: IssuerOptions, report: Report): void {
  if (!isText(options.issuer)) report('issuer', 'must be a non-empty string');
  if ((options.jwksUri === undefined) === (options.jwks === undefined))
    report('jwksUri', 'give either jwksUri or jwks');
  if (options.jwksUri !== undefined) checkUrl(options.jwksUri, 'jwksUri', report);
  if (options.jwks !== undefined && typeof options.jwks !== 'function' && !Array.isArray(options.jwks.keys)) {
    report('jwks', 'must be a JWK Set, { keys: [...] }, or a function that answers one');
  }
  if (!isTextList(options.audience)) report('audience', 'must be a non-empty string, or an array of them');
  if (options.typ !== undefined && !isTextList(options.typ))
    report('typ', 'must be a media type, an array of them, or "any"');
  checkAlgorithms(options.algorithms, report);
  checkNumber(options.clockToleranceMs, 0, 300_000, 'clockToleranceMs', report);
  checkNumber(options.maxLifetimeMs, 1_000, 400 * DAY_MS, 'maxLifetimeMs', report);
  for (const name of ['own', 'jtiCarriesTime'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'boolean')
      report(name, 'must be true or false');
  }
  for (const [name, claim] of Object.entries(options.claims ?? {})) {
    if (!isText(claim)) report(`claims.${name}`, 'must be the name of a claim');
  }
}

function checkAlgorithms(algorithms: unknown, report: Report): void {
  if (algorithms === undefined) return;
  const known = Object.keys(ALGORITHMS).join(' ');
  const valid = Array.isArray(algorithms) && algorithms.length > 0 && algorithms.every(isSignatureAlgorithm);
  if (!valid) report('algorithms', `must be a non-empty array of: ${known}`);
}

function checkSource(source: unknown, report: Report): void {
  const candidate = source as { start?: unknown; close?: unknown } | null | undefined;
  if (typeof candidate?.start !== 'function' || typeof candidate.close !== 'function') {
    report('source', 'must be a revocation source: feedSource(…), logSource(…) or stateSource(…)');
  }
}

function checkStaleness(options: ValidatorOptions, report: Report): void {
  const { whenStale, introspection } = options;
  if (whenStale !== undefined && !['deny', 'allow', 'introspect'].includes(whenStale)) {
    report('whenStale', 'must be "deny", "allow" or "introspect"');
  }
  if (introspection === undefined) {
    if (whenStale === 'introspect') report('introspection', 'is required with whenStale: "introspect"');
    return;
  }
  checkUrl(introspection.endpoint, 'introspection.endpoint', report);
  if (!isText(introspection.clientId)) report('introspection.clientId', 'must be a non-empty string');
  if (!isText(introspection.clientSecret)) report('introspection.clientSecret', 'must be a non-empty string');
  checkNumber(introspection.timeoutMs, 1, 60_000, 'introspection.timeoutMs', report);
}

function isTextList(value: unknown): boolean {
  return isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText));
}
