export {
  startProjector,
  type Projector,
  type ProjectorCounters,
  type ProjectorOptions,
} from './consumer/projector.js';
export { PROJECTIONS } from './projections/read-models.projection.js';
export type { RecordedFact } from './records/recorded-fact.js';
export {
  startHotIndexWriter,
  type HotIndexWriter,
  type HotIndexWriterOptions,
} from './hot-index/hot-index.writer.js';
export { startRefresher, type Refresher, type RefresherOptions } from './refresh/refresher.js';
export { ProjectorModule } from './projector.module.js';
export { ProjectorService } from './projector.service.js';
