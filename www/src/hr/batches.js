// All reports of a posting in one file: asked for, watched while it is made, downloaded.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { dateTime, size } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { errorNotice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { CreateKey } from './client.js';

const LOOK_MS = 2000;

/** @param {import('./client.js').Batch} batch */
const isOpen = ({ status }) => status === 'queued' || status === 'running';

export class Batches extends EarElement {
        static properties = { posting_id: { attribute: false }, canChange: { attribute: false }, items: { state: true }, error: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.posting_id = '';
                this.canChange = false;
                /** @type {import('./client.js').Batch[]} */
                this.items = [];
                /** @type {Error | null} */
                this.error = null;
                this.isBusy = false;
                this.stop = new AbortController();
                this.timer = 0;
        }

        firstUpdated() {
                this.look();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.stop.abort();
                clearTimeout(this.timer);
        }

        /** Looks again as long as one is being made. */
        async look() {
                clearTimeout(this.timer);
                const wasOpen = this.items.some(isOpen);
                try {
                        this.items = (await this.client.batches(this.posting_id, this.stop.signal)).items;
                        this.error = null;
                } catch (error) {
                        if (this.stop.signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                }
                const stillOpen = this.items.some(isOpen);
                if (wasOpen && !stillOpen && this.items[0]?.status === 'done')
                        toast(t('hr.batch.ready'));
                if (stillOpen)
                        this.timer = setTimeout(() => this.look(), LOOK_MS);
        }

        async make() {
                this.isBusy = true;
                this.error = null;
                try {
                        const made = await this.client.makeBatch(this.posting_id, new CreateKey());
                        this.items = [made, ...this.items];
                        this.timer = setTimeout(() => this.look(), LOOK_MS / 4);
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                this.isBusy = false;
        }

        /** @param {import('./client.js').Batch} batch */
        row(batch) {
                const made = dateTime(batch.created_at);
                if (batch.status === 'queued')
                        return html`<li>${icon('clock')}<span>${t('hr.batch.waiting')}</span></li>`;
                if (batch.status === 'running')
                        return html`<li>${icon('clock')}<span class="stack"><span>${t('hr.batch.running', { done: batch.done, count: batch.total })}</span>
                                <progress class="progress" aria-label=${t('hr.batch.progress')} max=${batch.total} .value=${batch.done + batch.failed}></progress></span></li>`;
                if (batch.status === 'done')
                        return html`<li>${icon('download')}<span class="stack"><a href=${batch.archive} download>${t('hr.batch.download', { made })}</a>
                                <span class="row-more">${t('hr.batch.done', { count: batch.done, size: size(batch.archive_bytes ?? 0), until: dateTime(batch.expires_at ?? '') })}
                                        ${batch.failed > 0 ? t('hr.batch.without', { count: batch.failed }) : nothing}</span></span></li>`;
                const text = batch.status === 'failed' ? t('hr.batch.failed', { made, problem: batch.problem ?? '' }) : t('hr.batch.expired', { made });
                return html`<li>${icon('circle-alert')}<span class="muted">${text}</span></li>`;
        }

        render() {
                if (!this.canChange && this.items.length === 0)
                        return nothing;
                return html`<div class="stack batches">
                        ${this.error ? errorNotice(this.error) : nothing}
                        ${this.items.length > 0 ? html`<ul class="documents" role="list">${this.items.map((batch) => this.row(batch))}</ul>` : nothing}
                        ${this.canChange ? html`<div><button type="button" class="button small-button" aria-describedby="batch-hint" ?disabled=${this.isBusy || this.items.some(isOpen)}
                                        @click=${() => this.make()}>${icon('download')} ${t('hr.batch.make')}</button>
                                <p class="hint" id="batch-hint">${t('hr.batch.hint')}</p></div>` : nothing}
                </div>`;
        }
}

customElements.define('hr-batches', Batches);
