// What a candidate can turn off on the page of a question; remembered on this device.

const KEY = 'earshot-settings';

/** @typedef {{countdown: boolean, shortcuts: boolean, autoplay: boolean, recognition: boolean}} Settings */

export class SettingsStore extends EventTarget {
        constructor() {
                super();
                /** @type {Settings} */
                this.values = { countdown: true, shortcuts: true, autoplay: true, recognition: false };
                try {
                        Object.assign(this.values, JSON.parse(localStorage.getItem(KEY) ?? '{}'));
                } catch {
                        // Without storage the settings last as long as the page.
                }
        }

        /** @param {keyof Settings} name @param {boolean} value */
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
