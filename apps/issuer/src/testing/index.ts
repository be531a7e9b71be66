export { CookieBrowser, type Send } from './cookie-browser.js';
