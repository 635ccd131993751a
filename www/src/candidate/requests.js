// What a candidate can ask a person for, and what became of it.
import { html, nothing } from 'lit';
import { api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { openDialog } from '../components/dialog.js';
import { areaField } from '../components/field.js';
import { errorNotice } from '../components/notice.js';
import { toast } from '../components/status.js';

/** @typedef {'human_interview' | 'human_review' | 'more_time' | 'deletion'} Kind */
/** @typedef {{id: string, kind: Kind, message: string, state: 'open' | 'done' | 'declined', answer: string, created_at: string,
 *             answered_at: string | null}} Asked */

const ICONS = /** @type {const} */ ({ human_interview: 'users', human_review: 'user', more_time: 'clock', deletion: 'trash-2' });
const STATES = /** @type {const} */ ({ open: [null, 'clock'], done: ['ok', 'check'], declined: ['warn', 'x'] });

/** The form inside the dialog: what is asked for, and room for a reason. */
class RequestForm extends EarElement {
        static properties = { kind: { attribute: false }, isSending: { state: true }, error: { state: true } };

        constructor() {
                super();
                /** @type {Kind} */
                this.kind = 'more_time';
                this.text = '';
                this.isSending = false;
                /** @type {Error | null} */
                this.error = null;
                /** @type {(asked?: Asked[]) => void} */
                this.done = () => {};
        }

        /** @param {Event} event */
        async send(event) {
                event.preventDefault();
                if (this.isSending)
                        return;
                this.isSending = true;
                this.error = null;
                try {
                        const { items } = await api.post('/api/candidate/requests', { kind: this.kind, message: this.text });
                        this.done(items);
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                this.isSending = false;
        }

        render() {
                return html`<form class="stack" @submit=${(/** @type {Event} */ event) => this.send(event)}>
                        <p>${t(`requests.${this.kind}_text`)}</p>
                        ${areaField({ id: 'request-message', label: t('requests.message'), value: this.text, rows: 4, longest: 2000,
                                hint: t('requests.message_hint'), onInput: (value) => { this.text = value; } })}
                        ${this.error ? errorNotice(this.error) : nothing}
                        <div class="actions actions-end">
                                <button type="button" class="button" @click=${() => this.done()}>${t('common.cancel')}</button>
                                <button class="button" data-kind="primary" aria-disabled=${this.isSending}>${t('requests.send')}</button>
                        </div></form>`;
        }
}

customElements.define('ear-request-form', RequestForm);

/** The ways to ask, and what was asked before with its answers. */
export class Requests extends EarElement {
        static properties = { kinds: { attribute: false }, items: { state: true } };

        constructor() {
                super();
                /** @type {Kind[]} */
                this.kinds = [];
                /** @type {Asked[]} */
                this.items = [];
        }

        connectedCallback() {
                super.connectedCallback();
                // Where it cannot be read now, asking still works.
                api.get('/api/candidate/requests').then(({ items }) => { this.items = items; }, () => {});
        }

        /** @param {Kind} kind */
        async ask(kind) {
                const items = await openDialog(t(`requests.${kind}`), (/** @type {(items?: Asked[]) => void} */ close) =>
                        html`<ear-request-form .kind=${kind} .done=${close}></ear-request-form>`);
                if (!items)
                        return;
                this.items = items;
                toast(t('requests.sent'));
        }

        /** @param {Asked} asked */
        row(asked) {
                const [kind, drawing] = STATES[asked.state];
                return html`<li class="request"><span class="pill" data-kind=${kind ?? nothing}>${icon(drawing)} ${t(`requests.${asked.state}`)}</span>
                        <p><strong>${t(`requests.${asked.kind}`)}</strong>
                                <span class="muted small"><time datetime=${asked.created_at}>${dateTime(asked.created_at)}</time></span></p>
                        ${asked.message ? html`<p class="muted">${asked.message}</p>` : nothing}
                        ${asked.answer ? html`<blockquote>${asked.answer}</blockquote>` : nothing}</li>`;
        }

        render() {
                const open = new Set(this.items.filter((asked) => asked.state === 'open').map((asked) => asked.kind));
                return html`<div class="stack">
                        ${this.items.length > 0 ? html`<ul class="requests" role="list">${this.items.map((asked) => this.row(asked))}</ul>` : nothing}
                        <div class="actions">${this.kinds.filter((kind) => !open.has(kind)).map((kind) => html`
                                <button type="button" class="button" data-kind="quiet" @click=${() => this.ask(kind)}>${icon(ICONS[kind])} ${t(`requests.${kind}`)}</button>`)}
                        </div></div>`;
        }
}

customElements.define('ear-requests', Requests);
