// 1,000 turns in flight, every provider at 5 s.
import { measure } from './turn_cost.mjs';

const LATENCIES = { stt_least: 5000, stt_per_minute: 5000, llm_whole: 5000, tts_whole: 5000 };

await measure({ count: 1000, settings: { API_PROCESSES: '2', API_THREADS: '600', DB_POOL: '16' }, latencies: LATENCIES, spread: 15000, turns: 2 });
