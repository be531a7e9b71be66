import { v7 as uuidv7 } from 'uuid';
import { Dice } from '../projection/dice.ts';

const SEED = 20_261_121;
/** Time of the first fact, epoch ms. */
export const START_MS = Date.UTC(2026, 10, 21, 8);

/** Of the apps: those that nobody registered, were registered without being installed, and are blocked. */
const UNREGISTERED = 0.005;
const NOT_INSTALLED = 0.1;
const BLOCKED = 0.002;

const FIRST = [
  'Amber',
  'Birch',
  'Cobalt',
  'Delta',
  'Ember',
  'Fjord',
  'Garnet',
  'Harbour',
  'Indigo',
  'Juniper',
];
const SECOND = ['Billing', 'Calendar', 'Dispatch', 'Expenses', 'Forecast', 'Grading', 'Helpdesk', 'Invoices'];
const THIRD = ['Bridge', 'Connector', 'Desk', 'Export', 'Mobile', 'Portal', 'Robot', 'Sync', 'Tools'];

/** What an app is. It follows from its number alone, so a million of them need no memory. */
export interface AppTraits {
  readonly name: string;
  readonly registered: boolean;
  readonly installed: boolean;
  readonly blocked: boolean;
}

/** The app of a number. */
export function appTraits(app: number): AppTraits {
  const dice = diceOf('app', app);
  const name = [FIRST, SECOND, THIRD].map((words) => dice.pick(words)).join(' ');
  const registered = !dice.chance(UNREGISTERED);
  const installed = registered && !dice.chance(NOT_INSTALLED);
  const blocked = registered && dice.chance(BLOCKED);
  return { name: `${name} ${String(dice.below(10_000))}`, registered, installed, blocked };
}

/** Whether tokens are issued to it. */
export function isServed({ installed, blocked }: AppTraits): boolean {
  return installed && !blocked;
}

/** `client_id` of an app, as long as those of the platform are. */
export function clientIdOf(app: number): string {
  return idOf('app', app);
}

/** The id of a user. */
export function userIdOf(user: number): string {
  return idOf('user', user);
}

/** Random numbers that are always the same for the same subject. */
export function diceOf(kind: 'app' | 'user' | 'requests', number: number): Dice {
  const salt = { app: 1, user: 2, requests: 3 }[kind];
  const dice = new Dice(Math.imul(SEED + number, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b));
  dice.roll();
  return dice;
}

function idOf(kind: 'app' | 'user', number: number): string {
  return `${kind}_${uuidv7({ msecs: START_MS + number, random: diceOf(kind, ~number).bytes(16) })}`;
}
