// Sends a call that somebody tries, and shows the answer as it is: unlike base/api.js, an error is an answer like any other.

/** @typedef {{status: number, statusText: string, headers: [string, string][], duration_ms: number, text: string, url: string,
 *             type: string, isWhole: boolean}} Answer */

const isText = (/** @type {string} */ type) => /^text\/|json$/.test(type);

/** The text with its JSON laid out; anything else as it came. @param {string} text @param {string} type */
export function laidOut(text, type) {
        if (!/[/+]json$/.test(type))
                return text;
        try {
                return JSON.stringify(JSON.parse(text), null, 2);
        } catch {
                return text;
        }
}

/** Fills the parameters of a path and appends those of the query. @param {string} path
 *  @param {{name: string, in: string, value: string}[]} parameters */
export function addressOf(path, parameters) {
        const query = new URLSearchParams();
        let filled = path;
        for (const { name, in: place, value } of parameters)
                if (place === 'path')
                        filled = filled.replace(`{${name}}`, encodeURIComponent(value));
                else if (place === 'query' && value !== '')
                        query.append(name, value);
        return query.size > 0 ? `${filled}?${query}` : filled;
}

/** Sends it; `onAnswer` is told whenever more has come. Text is read as it comes, anything else becomes the address of a blob.
 *  Throws where no answer comes.
 *  @param {string} method @param {string} address @param {{headers: Record<string, string>, body?: BodyInit, signal: AbortSignal}} options
 *  @param {(answer: Answer) => void} onAnswer */
export async function send(method, address, { headers, body, signal }, onAnswer) {
        const began = performance.now();
        const response = await fetch(address, { method: method.toUpperCase(), headers, body, signal, credentials: 'same-origin' });
        const type = (response.headers.get('Content-Type') ?? '').split(';')[0].trim();
        /** @type {Answer} */
        const answer = { status: response.status, statusText: response.statusText, headers: [...response.headers], text: '', url: '', type,
                duration_ms: Math.round(performance.now() - began), isWhole: false };
        const tell = (/** @type {Partial<Answer>} */ more) => onAnswer(Object.assign(answer, more, { duration_ms: Math.round(performance.now() - began) }));
        if (type !== '' && !isText(type))
                return tell({ url: URL.createObjectURL(await response.blob()), isWhole: true });
        const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
        for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read())
                tell({ text: answer.text + piece.value });
        tell({ isWhole: true });
}
