// What stands around every page: skip link, bar with the name and the steps or links, main part, foot.
import { html, nothing, svg } from 'lit';
import { t } from '../base/i18n.js';
import './theme-switch.js';

const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">${svg`<rect width="32" height="32" rx="8"/>
        <path d="M9 14v4m4.7-8v12m4.6-10v8M23 14v4"/>`}</svg>`;

/** Goes to the main part without touching the address, which holds the state of the page. @param {Event} event */
function skip(event) {
        event.preventDefault();
        document.getElementById('main')?.focus();
}

/** @param {{labels: string[], current: number}} steps */
const stepBar = ({ labels, current }) => html`<nav class="steps" aria-label=${t('shell.progress')}><ol>
        ${labels.map((label, index) => html`<li data-done=${index <= current ? '' : nothing}
                aria-current=${index === current ? 'step' : nothing}><span class="step-line"></span><span class="step-name">${label}</span></li>`)}
</ol></nav>`;

/** A whole page.
 *  @param {{name: string, href?: string, steps?: {labels: string[], current: number}, bar?: unknown, side?: unknown, main: unknown, hasFoot?: boolean,
 *           foot?: unknown}} parts
 *  `name` stands in the bar (a link where `href` is given); `bar` is whatever else belongs there; `side` a side navigation */
export const shell = ({ name, href, steps, bar, side, main, hasFoot = true, foot }) => html`
        <a class="skip" href="#main" @click=${skip}>${t('shell.skip')}</a>
        <header class="bar">
                ${href ? html`<a class="brand" href=${href}>${mark}<span>${name}</span></a>` : html`<div class="brand">${mark}<span>${name}</span></div>`}
                ${steps ? stepBar(steps) : nothing}${bar ?? nothing}
        </header>
        <div class="body" data-side=${side ? '' : nothing}>
                ${side ?? nothing}
                <main id="main" tabindex="-1">${main}</main>
        </div>
        ${hasFoot ? html`<footer class="foot"><p>${t('shell.foot')}</p>${foot ?? nothing}<ear-theme-switch></ear-theme-switch></footer>` : nothing}`;
