// 64 turns in flight at the stated latencies; then some that have the machine to themselves.
import { measure } from './turn_cost.mjs';

await measure({ count: 64, settings: { API_PROCESSES: '1', API_THREADS: '96' }, latencies: {}, spread: 6000, turns: 4, alone: 5 });
