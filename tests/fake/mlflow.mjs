// A scripted tracking server: MLflow's REST API 2.0 as far as Earshot uses it, with the artefacts behind its proxy. Every
// request is checked as the documentation describes it (mlflow.org/docs/latest/rest-api.html) and what is wrong is told.
//   const fake = await start({ token: 'secret' });      // fake.url for MLFLOW_TRACKING_URI
//   fake.runs, fake.experiments, fake.files, fake.problems; fake.refuse('runs/log-batch', 500); await fake.stop()
import { createServer } from 'node:http';

const KEY = /^[\w\-./ ]{1,250}$/;
const LIMITS = { metrics: 1000, params: 100, tags: 100, together: 1000, bytes: 1024 * 1024, param: 500, tag: 5000 };
const STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

export async function start({ token, username, password, artifacts = (id) => `mlflow-artifacts:/1/${id}/artifacts` } = {}) {
        const fake = { experiments: new Map(), runs: [], files: new Map(), problems: [], requests: [], refused: new Map() };
        const wanted = token ? `Bearer ${token}` : username ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` : undefined;
        const wrong = (text) => { fake.problems.push(text); return [400, { error_code: 'INVALID_PARAMETER_VALUE', message: text }]; };
        const only = (body, names) => Object.keys(body).filter((name) => !names.includes(name));
        const runOf = (id) => fake.runs.find((run) => run.run_id === id);

        const calls = {
                'GET experiments/get-by-name': ({ query }) => {
                        const name = query.get('experiment_name');
                        if (!name) return wrong('experiment_name is missing');
                        const experiment = fake.experiments.get(name);
                        return experiment ? [200, { experiment }] : [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'none' }];
                },
                'POST experiments/create': ({ body }) => {
                        if (only(body, ['name', 'artifact_location', 'tags']).length || typeof body.name !== 'string' || !body.name) return wrong('experiments/create');
                        if (fake.experiments.has(body.name)) return [400, { error_code: 'RESOURCE_ALREADY_EXISTS', message: 'there' }];
                        const experiment_id = String(fake.experiments.size + 1);
                        fake.experiments.set(body.name, { experiment_id, name: body.name, lifecycle_stage: 'active' });
                        return [200, { experiment_id }];
                },
                'POST runs/create': ({ body }) => {
                        const known = [...fake.experiments.values()].some(({ experiment_id }) => experiment_id === body.experiment_id);
                        if (only(body, ['experiment_id', 'user_id', 'run_name', 'start_time', 'tags']).length || !known) return wrong('runs/create');
                        if (!Number.isInteger(body.start_time) || body.start_time < 1.5e12) return wrong('start_time is milliseconds');
                        const run_id = `r${fake.runs.length}`.padEnd(32, '0');
                        fake.runs.push({ run_id, name: body.run_name, experiment_id: body.experiment_id, status: 'RUNNING', metrics: {}, params: {}, tags: {} });
                        return [200, { run: { info: { run_id, status: 'RUNNING', artifact_uri: artifacts(run_id) }, data: {} } }];
                },
                'POST runs/log-batch': ({ body, length }) => {
                        const run = runOf(body.run_id);
                        const { metrics = [], params = [], tags = [] } = body;
                        if (!run || run.status !== 'RUNNING' || only(body, ['run_id', 'metrics', 'params', 'tags']).length) return wrong('runs/log-batch');
                        if (length > LIMITS.bytes || metrics.length > LIMITS.metrics || params.length > LIMITS.params || tags.length > LIMITS.tags
                                || metrics.length + params.length + tags.length > LIMITS.together) return wrong('a batch too large');
                        for (const one of metrics) {
                                if (only(one, ['key', 'value', 'timestamp', 'step']).length || !KEY.test(one.key) || typeof one.value !== 'number'
                                        || !Number.isInteger(one.timestamp) || !Number.isInteger(one.step)) return wrong(`metric ${JSON.stringify(one)}`);
                                run.metrics[one.key] = one.value;
                        }
                        for (const one of [...params, ...tags])
                                if (only(one, ['key', 'value']).length || !KEY.test(one.key) || typeof one.value !== 'string') return wrong(`text ${JSON.stringify(one)}`);
                        for (const { key, value } of params) {
                                if (value.length > LIMITS.param || (key in run.params && run.params[key] !== value)) return wrong(`param ${key}`);
                                run.params[key] = value;
                        }
                        for (const { key, value } of tags) {
                                if (Buffer.byteLength(value) > LIMITS.tag) return wrong(`tag ${key}`);
                                run.tags[key] = value;
                        }
                        return [200, {}];
                },
                'POST runs/update': ({ body }) => {
                        const run = runOf(body.run_id);
                        if (!run || only(body, ['run_id', 'status', 'end_time', 'run_name']).length || !STATUSES.includes(body.status) || !Number.isInteger(body.end_time))
                                return wrong('runs/update');
                        run.status = body.status;
                        return [200, { run_info: { run_id: run.run_id, status: run.status } }];
                },
        };

        const server = createServer((request, reply) => {
                const pieces = [];
                request.on('data', (piece) => pieces.push(piece));
                request.on('end', () => {
                        const bytes = Buffer.concat(pieces);
                        const url = new URL(request.url, 'http://127.0.0.1');
                        const answer = (status, value) => {
                                reply.writeHead(status, { 'Content-Type': 'application/json' });
                                reply.end(typeof value === 'string' ? value : JSON.stringify(value));
                        };
                        fake.requests.push(`${request.method} ${url.pathname}`);
                        if (request.headers.authorization !== wanted) {
                                fake.problems.push('the credentials are not those of the settings');
                                return answer(401, { error_code: 'UNAUTHENTICATED' });
                        }
                        const artefact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/.exec(url.pathname);
                        const name = artefact ? 'artifacts' : url.pathname.replace('/api/2.0/mlflow/', '');
                        if (fake.refused.has(name)) return answer(...fake.refused.get(name));
                        if (artefact) {
                                if (request.method !== 'PUT' || artefact[1].includes('..')) return answer(...wrong(`artefact ${request.method}`));
                                fake.files.set(decodeURIComponent(artefact[1]), bytes.toString());
                                return answer(200, {});
                        }
                        const call = calls[`${request.method} ${name}`];
                        if (!call) return answer(...wrong(`no such call: ${request.method} ${url.pathname}`));
                        if (request.method === 'POST' && request.headers['content-type'] !== 'application/json') return answer(...wrong('the content type'));
                        let body = {};
                        try {
                                body = bytes.length ? JSON.parse(bytes.toString()) : {};
                        } catch {
                                return answer(...wrong('no JSON'));
                        }
                        return answer(...call({ body, query: url.searchParams, length: bytes.length }));
                });
        });
        await new Promise((done) => server.listen(0, '127.0.0.1', done));
        fake.url = `http://127.0.0.1:${server.address().port}`;
        fake.refuse = (name, status, value = { error_code: 'INTERNAL_ERROR' }) => fake.refused.set(name, [status, value]);
        fake.stop = () => new Promise((done) => { server.closeAllConnections(); server.close(done); });
        return fake;
}
