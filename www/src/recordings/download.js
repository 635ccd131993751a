// Everything that was said, as one ZIP file that is made on this device: the recordings, and the words as a text.
import { api } from '../base/api.js';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { zip } from './zip.js';

/** @typedef {import('./recordings.js').Item} Item */

const ENDINGS = /** @type {const} */ ([['RIFF', 'wav'], ['OggS', 'ogg'], ['fLaC', 'flac'], ['ID3', 'mp3'], ['\x1aE\xdf\xa3', 'webm'], ['ftyp', 'mp4']]);

/** What a sound is, by its first bytes. @param {Uint8Array} bytes */
function endingOf(bytes) {
        const head = String.fromCharCode(...bytes.subarray(0, 12));
        return ENDINGS.find(([mark]) => head.includes(mark))?.[1] ?? (bytes[0] === 0xff ? 'mp3' : 'bin');
}

/** @param {Item[]} items @param {string} title */
function transcript(items, title) {
        const parts = items.map((item) => [`${item.turn}. ${item.question}`, item.answered_at ? dateTime(item.answered_at) : '',
                item.transcript ?? t('recordings.none'), item.original_text ? `${t('recordings.original')}: ${item.original_text}` : '']
                .filter(Boolean).join('\n'));
        return new TextEncoder().encode(`${title}\n\n${parts.join('\n\n')}\n`);
}

/** @param {Item[]} items @param {string} title @param {(share: number) => void} onProgress */
export async function packRecordings(items, title, onProgress) {
        /** @type {{name: string, bytes: Uint8Array}[]} */
        const files = [{ name: 'transcript.txt', bytes: transcript(items, title) }];
        const sounds = items.flatMap((item) => /** @type {const} */ ([['question', item.question_audio], ['answer', item.answer_audio]])
                .filter(([, address]) => address).map(([kind, address]) => ({ name: `${String(item.turn).padStart(2, '0')}-${kind}`, address: String(address) })));
        for (const [index, { name, address }] of sounds.entries()) {
                const bytes = new Uint8Array(await api.bytes(address));
                files.push({ name: `${name}.${endingOf(bytes)}`, bytes });
                onProgress((index + 1) / sounds.length);
        }
        const link = document.createElement('a');
        link.href = URL.createObjectURL(zip(files, new Date()));
        link.download = 'interview.zip';
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
