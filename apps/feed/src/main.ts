import { DISTRIBUTED_CONFIG, runApp } from '#platform';
import { FeedModule } from './feed.module.js';

runApp({ app: 'feed', config: DISTRIBUTED_CONFIG, build: () => ({ imports: [FeedModule] }) });
