export { bootstrap, type Bootstrapped, DEFAULT_ORG } from './bootstrap/bootstrap.js';
export { ControlModule } from './control.module.js';
export { serveOpenApi } from './openapi/openapi.js';
