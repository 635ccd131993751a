// What the candidate's own browser understands while an answer is spoken. Only where the server asks for it and the candidate
// allows it: browsers may send the voice to their makers.

/** Browsers end by themselves after a while; what was said last comes within this time after the end. */
const LAST_WORDS_MS = 1500;

/** @type {any} */
const Engine = /** @type {any} */ (window).SpeechRecognition ?? /** @type {any} */ (window).webkitSpeechRecognition;

export const canRecognise = Engine !== undefined;

export class Recognition {
        /** @param {string} language */
        constructor(language) {
                /** @type {string[]} */
                this.pieces = [];
                this.isWanted = false;
                /** @type {() => void} */
                this.settle = () => {};
                this.engine = new Engine();
                this.engine.lang = language;
                this.engine.continuous = true;
                this.engine.onresult = (/** @type {any} */ event) => {
                        for (let i = event.resultIndex; i < event.results.length; i++)
                                if (event.results[i].isFinal)
                                        this.pieces.push(event.results[i][0].transcript.trim());
                };
                this.engine.onend = () => this.isWanted ? this.begin() : this.settle();
                this.engine.onerror = (/** @type {any} */ event) => {
                        if (event.error !== 'no-speech')
                                this.isWanted = false;
                };
        }

        start() {
                this.isWanted = true;
                this.begin();
        }

        begin() {
                try {
                        this.engine.start();
                } catch {
                        // It is running still, or may not: the recording goes on without it.
                }
        }

        pause() {
                this.isWanted = false;
                this.engine.stop();
        }

        /** Everything that was understood; '' where that was nothing. */
        async finish() {
                const ended = new Promise((resolve) => {
                        this.settle = () => resolve(undefined);
                });
                this.pause();
                await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))]);
                return this.pieces.filter(Boolean).join(' ');
        }
}
