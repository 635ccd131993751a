// The voice that asks. Two audio elements for all questions, so that a phone that was allowed to play once may play again: while one
// part of a question sounds the other loads the next, and follows without a gap.
import { chime } from './chime.js';

const SPEAKER_KEY = 'earshot-speaker';

export const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

function readSpeaker() {
        try {
                return localStorage.getItem(SPEAKER_KEY) ?? '';
        } catch {
                return '';
        }
}

/** A part that could not be played is asked for once more after this time. */
const AGAIN_MS = 400;

/** @fires change when it begins, ends, or may not play @fires begin when a sound was started, and may still load
 *  @fires prepare when the one that follows is being loaded */
export class Voice extends EventTarget {
        constructor() {
                super();
                /** The one that sounds, and the one that loads what follows. */
                this.audio = this.element();
                this.spare = this.element();
                /** @type {'silent' | 'speaking' | 'blocked' | 'failed'} */
                this.state = 'silent';
                /** Sounds that follow the one that plays. @type {string[]} */
                this.queue = [];
                /** The question that comes in parts: whether more are to come, and whether somebody has stopped it.
                 *  @type {{turn: number, isOpen: boolean, isStopped: boolean} | null} */
                this.stream = null;
                /** Whether a sound was started and has not come to its end. */
                this.isBusy = false;
                this.hasTriedAgain = false;
                this.chime = '';
                this.speaker = '';
                const speaker = canChooseSpeaker && readSpeaker();
                if (speaker)
                        this.useSpeaker(speaker);
        }

        element() {
                const audio = new Audio();
                audio.preload = 'auto';
                const isSounding = () => audio === this.audio && this.isBusy;
                audio.addEventListener('playing', () => isSounding() && this.set('speaking'));
                audio.addEventListener('ended', () => isSounding() && this.next('silent'));
                audio.addEventListener('error', () => isSounding() && this.fail());
                return audio;
        }

        /** Sounds through another device from now on; remembered here. @param {string} deviceId */
        async useSpeaker(deviceId) {
                try {
                        for (const audio of [this.audio, this.spare])
                                await /** @type {any} */ (audio).setSinkId(deviceId);
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

        /** Whether nothing sounds, and nothing is about to. */
        get isDone() {
                return !this.isBusy && !this.stream?.isOpen && this.state !== 'blocked';
        }

        /** Allows later questions to sound by themselves; called from a press. */
        unlock() {
                if (this.isBusy)
                        return;
                for (const audio of [this.audio, this.spare]) {
                        audio.muted = true;
                        audio.src = this.testSound();
                        audio.play().catch(() => {}).finally(() => {
                                if (audio.src === this.chime)
                                        audio.pause();
                                audio.muted = false;
                        });
                }
        }

        testSound() {
                this.chime ||= URL.createObjectURL(chime());
                return this.chime;
        }

        /** @param {string} address */
        play(address) {
                this.queue = [];
                this.stream = null;
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
                const end = (/** @type {Voice['state']} */ state) => {
                        this.isBusy = false;
                        this.set(state);
                };
                words.onstart = () => this.set('speaking');
                words.onend = () => end('silent');
                words.onerror = (event) => end(event.error === 'not-allowed' ? 'blocked' : 'silent');
                this.isBusy = true;
                speechSynthesis.speak(words);
        }

        /** One more part of a question that is still being made; parts of one that was stopped are passed over.
         *  @param {number} turn @param {string} address @param {{isFirst: boolean, isLast: boolean}} place */
        enqueue(turn, address, { isFirst, isLast }) {
                if (isFirst) {
                        this.stop();
                        this.stream = { turn, isOpen: true, isStopped: false };
                }
                const { stream } = this;
                if (!stream || stream.turn !== turn)
                        return;
                if (isLast)
                        stream.isOpen = false;
                if (stream.isStopped || this.state === 'blocked')
                        return;
                this.queue.push(address);
                if (this.isBusy)
                        this.prepare();
                else if (this.queue.length === 1)
                        this.follow('silent');
        }

        /** No more parts of the question come. @param {number} turn */
        close(turn) {
                if (this.stream?.turn !== turn || !this.stream.isOpen)
                        return;
                this.stream.isOpen = false;
                if (!this.isBusy && this.state === 'speaking')
                        this.set('silent');
        }

        /** Whether the question came in parts: then it has been asked, or somebody has stopped it. @param {number} turn */
        hasAsked(turn) {
                return this.stream?.turn === turn;
        }

        /** Loads what follows while something else sounds. */
        prepare() {
                const [address] = this.queue;
                if (!address || this.spare.getAttribute('src') === address)
                        return;
                this.spare.src = address;
                this.dispatchEvent(new Event('prepare'));
        }

        /** @param {string} address */
        start(address) {
                this.isBusy = true;
                if (this.spare.getAttribute('src') === address)
                        [this.audio, this.spare] = [this.spare, this.audio];
                else
                        this.audio.src = address;
                const { audio } = this;
                audio.muted = false;
                this.spare.removeAttribute('src');
                this.dispatchEvent(new Event('begin'));
                audio.play().catch((error) => {
                        if (audio !== this.audio || !this.isBusy)
                                return;
                        if (error.name === 'NotAllowedError') {
                                this.isBusy = false;
                                this.set('blocked');
                        } else if (audio.error) {
                                this.fail();
                        }
                });
                this.prepare();
        }

        /** What was to sound could not be played: once more, then what follows. */
        fail() {
                const address = this.audio.getAttribute('src') ?? '';
                if (this.hasTriedAgain || !this.stream)
                        return this.next('failed');
                this.hasTriedAgain = true;
                this.isBusy = false;
                this.queue.unshift(address);
                setTimeout(() => !this.isBusy && this.queue[0] === address && this.follow('failed'), AGAIN_MS);
        }

        /** @param {'silent' | 'failed'} state what it is in when nothing follows */
        next(state) {
                this.hasTriedAgain = false;
                this.follow(state);
        }

        /** @param {'silent' | 'failed'} state */
        follow(state) {
                this.isBusy = false;
                const address = this.queue.shift();
                if (address)
                        this.start(address);
                else if (!this.stream?.isOpen)
                        this.set(state);
        }

        stop() {
                this.queue = [];
                if (this.stream)
                        this.stream.isStopped = true;
                this.isBusy = false;
                this.audio.pause();
                this.spare.removeAttribute('src');
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
