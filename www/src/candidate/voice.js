// The voice that asks. One audio element for all questions, so that a phone that was allowed to play once may play again.

const TEST_RATE = 16000;

/** A short chime of two tones as a WAV file: the test sound, and what unlocks the element. */
function chime() {
        const count = TEST_RATE * 0.9;
        const view = new DataView(new ArrayBuffer(44 + count * 2));
        const write = (/** @type {number} */ at, /** @type {string} */ text) =>
                [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
        write(0, 'RIFF');
        view.setUint32(4, 36 + count * 2, true);
        write(8, 'WAVEfmt ');
        view.setUint32(16, 16, true);
        view.setUint16(20, 1, true);
        view.setUint16(22, 1, true);
        view.setUint32(24, TEST_RATE, true);
        view.setUint32(28, TEST_RATE * 2, true);
        view.setUint16(32, 2, true);
        view.setUint16(34, 16, true);
        write(36, 'data');
        view.setUint32(40, count * 2, true);
        for (let i = 0; i < count; i++) {
                const second = i / TEST_RATE;
                const [pitch, since] = second < 0.3 ? [523.25, second] : [659.25, second - 0.3];
                const loud = Math.min(1, since * 80) * Math.exp(-since * 6) * 0.4;
                view.setInt16(44 + i * 2, Math.sin(2 * Math.PI * pitch * second) * loud * 32767, true);
        }
        return new Blob([view.buffer], { type: 'audio/wav' });
}

const SPEAKER_KEY = 'earshot-speaker';

export const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

function readSpeaker() {
        try {
                return localStorage.getItem(SPEAKER_KEY) ?? '';
        } catch {
                return '';
        }
}

/** @fires change when it begins, ends, or may not play */
export class Voice extends EventTarget {
        constructor() {
                super();
                this.audio = new Audio();
                /** @type {'silent' | 'speaking' | 'blocked' | 'failed'} */
                this.state = 'silent';
                /** Sounds that follow the one that plays. @type {string[]} */
                this.queue = [];
                /** Whether parts of a question that is still being made are being played. */
                this.mayFollow = false;
                /** Whether a sound was started and has not come to its end. */
                this.isBusy = false;
                this.chime = '';
                this.speaker = '';
                const speaker = canChooseSpeaker && readSpeaker();
                if (speaker)
                        this.useSpeaker(speaker);
                this.audio.addEventListener('playing', () => this.audio.muted || this.set('speaking'));
                this.audio.addEventListener('ended', () => this.next('silent'));
                this.audio.addEventListener('error', () => this.isBusy && this.next('failed'));
        }

        /** Sounds through another device from now on; remembered here. @param {string} deviceId */
        async useSpeaker(deviceId) {
                try {
                        await /** @type {any} */ (this.audio).setSinkId(deviceId);
                        this.speaker = deviceId;
                        localStorage.setItem(SPEAKER_KEY, deviceId);
                } catch {
                        // It was taken away, or may not be used: what sounded before goes on.
                }
                this.set(this.state);
        }

        /** @param {Voice['state']} state */
        set(state) {
                this.state = state;
                this.dispatchEvent(new Event('change'));
        }

        /** Allows later questions to sound by themselves; called from a press. */
        unlock() {
                if (this.isBusy)
                        return;
                this.audio.muted = true;
                this.audio.src = this.testSound();
                this.audio.play().catch(() => {}).finally(() => {
                        if (this.audio.src === this.chime)
                                this.audio.pause();
                        this.audio.muted = false;
                });
        }

        testSound() {
                this.chime ||= URL.createObjectURL(chime());
                return this.chime;
        }

        /** @param {string} address */
        play(address) {
                this.queue = [];
                this.start(address);
        }

        /** Plays the question: its sound, or the browser's own voice where the server has none for it.
         *  @param {{text: string, audio: string | null}} question @param {string} language */
        ask(question, language) {
                this.stop();
                if (question.audio)
                        return this.play(question.audio);
                if (!canSpeak(language))
                        return;
                const words = new SpeechSynthesisUtterance(question.text);
                words.lang = language;
                words.onstart = () => this.set('speaking');
                words.onend = () => this.set('silent');
                words.onerror = (event) => this.set(event.error === 'not-allowed' ? 'blocked' : 'silent');
                speechSynthesis.speak(words);
        }

        /** One more part of a question that is still being made. @param {string} address @param {boolean} isFirst */
        enqueue(address, isFirst) {
                if (isFirst) {
                        this.stop();
                        this.mayFollow = true;
                        this.start(address);
                } else if (this.mayFollow && this.state !== 'blocked') {
                        if (this.isBusy)
                                this.queue.push(address);
                        else
                                this.start(address);
                }
        }

        /** @param {string} address */
        start(address) {
                this.isBusy = true;
                this.audio.muted = false;
                this.audio.src = address;
                this.audio.play().catch((error) => {
                        if (error.name !== 'NotAllowedError')
                                return;
                        this.isBusy = false;
                        this.set('blocked');
                });
        }

        /** @param {'silent' | 'failed'} state what it is in when nothing follows */
        next(state) {
                const address = this.queue.shift();
                this.isBusy = false;
                if (address)
                        this.start(address);
                else
                        this.set(state);
        }

        stop() {
                this.queue = [];
                this.mayFollow = false;
                this.isBusy = false;
                this.audio.pause();
                if ('speechSynthesis' in window)
                        speechSynthesis.cancel();
                this.set('silent');
        }
}

/** @param {string} language */
export function canSpeak(language) {
        const code = language.split('-')[0];
        return 'speechSynthesis' in window && speechSynthesis.getVoices().some((voice) => voice.lang.startsWith(code));
}
