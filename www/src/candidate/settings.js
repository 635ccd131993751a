// What a candidate can turn off on the page of a question; remembered on this device.

const KEY = 'earshot-settings';

/** How long a silence ends an answer in hands-free mode, in seconds. */
export const SILENCE_S = { least: 2, most: 15, usual: 4 };

/** @typedef {{countdown: boolean, shortcuts: boolean, autoplay: boolean, avatar: boolean, recognition: boolean, captions: boolean, handsfree: boolean,
 *             interrupting: boolean, silence_s: number}} Settings */
/** @typedef {Exclude<keyof Settings, 'silence_s'>} Choice */

/** @param {unknown} seconds */
const withinSilence = (seconds) => Math.min(SILENCE_S.most, Math.max(SILENCE_S.least, Number(seconds) || SILENCE_S.usual));

export class SettingsStore extends EventTarget {
        constructor() {
                super();
                /** @type {Settings} */
                this.values = { countdown: true, shortcuts: true, autoplay: true, avatar: true, recognition: false, captions: true,
                        handsfree: false, interrupting: false, silence_s: SILENCE_S.usual };
                try {
                        Object.assign(this.values, JSON.parse(localStorage.getItem(KEY) ?? '{}'));
                } catch {
                        // Without storage the settings last as long as the page.
                }
                this.values.silence_s = withinSilence(this.values.silence_s);
        }

        /** Whether questions sound by themselves. */
        get playsQuestions() {
                return this.values.autoplay || this.values.handsfree;
        }

        /** @param {number} seconds */
        setSilence(seconds) {
                this.set('silence_s', withinSilence(seconds));
        }

        /** @template {keyof Settings} Name @param {Name} name @param {Settings[Name]} value */
        set(name, value) {
                this.values[name] = value;
                try {
                        localStorage.setItem(KEY, JSON.stringify(this.values));
                } catch {
                        // As above.
                }
                this.dispatchEvent(new Event('change'));
        }
}
