// 64 turns in flight at the stated latencies.
import { measure } from './turn_cost.mjs';

await measure(64, { API_PROCESSES: '1', API_THREADS: '96' }, {}, 6000, 4);
