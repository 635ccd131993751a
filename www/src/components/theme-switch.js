import { html } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { chooseTheme, currentTheme } from '../base/theme.js';

const CHOICES = /** @type {const} */ ([['light', 'sun'], ['dark', 'moon'], ['system', 'monitor']]);

export class ThemeSwitch extends EarElement {
        render() {
                const current = currentTheme();
                return html`<fieldset class="theme-switch"><legend class="visually-hidden">${t('theme.title')}</legend>
                        ${CHOICES.map(([theme, drawing]) => html`<label title=${t(`theme.${theme}`)}>
                                <input type="radio" name="theme" value=${theme} .checked=${theme === current}
                                        @change=${() => { chooseTheme(theme); this.requestUpdate(); }}>
                                ${icon(drawing)}<span class="visually-hidden">${t(`theme.${theme}`)}</span></label>`)}
                </fieldset>`;
        }
}

customElements.define('ear-theme-switch', ThemeSwitch);
