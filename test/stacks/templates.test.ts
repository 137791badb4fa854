// One test file, because synthesizing every environment takes longer than all of these suites together.
import './templates/access.ts';
import './templates/alarms.ts';
import './templates/analytics.ts';
import './templates/code-mapping-access.ts';
import './templates/data.ts';
import './templates/entrance.ts';
import './templates/feed-access.ts';
import './templates/file-ingest.ts';
import './templates/first-deployment.ts';
import './templates/plant-queues.ts';
import './templates/event-store-access.ts';
import './templates/quality.ts';
import './templates/routes.ts';
import './templates/runs.ts';
import './templates/schemas.ts';
import './templates/snapshots.ts';
