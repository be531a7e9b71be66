import type { TokenKind } from '#domain';
import type { RefreshDoc } from '#read-models';
import { appsStep, appStep, usersStep } from './app-steps.js';
import { grantStep, sessionStep, tokenStep } from './grant-steps.js';
import { nextStep, type Scope, type StepContext } from './step-context.js';
import { userAppStep, userStep } from './user-steps.js';

/**
 * Does the next chunk of a job's work. Resolves to the job after it, which isn't stored yet. Doing a chunk twice has the same effect as
 * doing it once, so a job can go on from any chunk after a crash.
 * @throws NotProjectedYetError where the projections have to get further first
 * @throws WriteContentionError where other writers keep changing the same documents
 */
export async function refreshStep(context: StepContext, job: RefreshDoc): Promise<RefreshDoc> {
  const effect = job.effects[job.step];
  switch (effect?.effect) {
    case undefined:
      return job;
    case 'deny':
      return tokenStep(context, job, effect);
    case 'notBefore':
      return scopeStep(context, job, effect.of, effect.kinds);
    case 'denyKid':
    case 'block':
    case 'lift':
      // A fact with one of these carries a `notBefore` as well, and that one says which tokens have ended.
      return nextStep(job, 0);
  }
}

function scopeStep(
  context: StepContext,
  job: RefreshDoc,
  of: Scope,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  switch (of.scope) {
    case 'org':
    case 'issuer':
      return job.areAppsDone ? usersStep(context, job, kinds) : appsStep(context, job, kinds);
    case 'app':
      return appStep(context, job, of.app, kinds);
    case 'user':
      return userStep(context, job, of.user, kinds);
    case 'user-app':
      return userAppStep(context, job, of, kinds);
    case 'session':
      return sessionStep(context, job, of.session, kinds);
    case 'grant':
      return grantStep(context, job, of.grant, kinds);
  }
}
