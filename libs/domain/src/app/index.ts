export type * from './app.state.js';
export type * from './app.commands.js';
export { decideBlockApp, decideRegisterApp, decideUnblockApp } from './app.decide.js';
