// How interviews go: figures of a posting and a time, which stand in the address.
import words from 'locales:analytics';
import { html, nothing } from 'lit';
import { dateTime } from '../../base/format.js';
import { provide, t } from '../../base/i18n.js';
import { selectField, textField } from '../../components/field.js';
import { notice } from '../../components/notice.js';
import { announce } from '../../components/status.js';
import { serverNow } from '../client.js';
import { HrPage, Load, emptyState, loadFailed, pageHead, skeleton } from '../page.js';
import { choicesOf } from '../words.js';
import './figure-card.js';
import { figuresOf } from './figures.js';
import { FigureStore } from './store.js';

provide(words);

const MOST_POSTINGS = '200';
const DAY_MS = 24 * 3600 * 1000;
const PERIODS = ['30', '90', '365', 'all', 'own'];
const USUAL = '90';

/** The day so long ago, in UTC, as the server counts days. @param {number} days */
const dayAgo = (days) => new Date(serverNow() - days * DAY_MS).toISOString().slice(0, 10);

export class AnalyticsPage extends HrPage {
        constructor() {
                super();
                this.posting_id = '';
                this.period = USUAL;
                this.from = '';
                this.to = '';
                /** @type {FigureStore} */
                this.store = /** @type {any} */ (null);
                /** @type {Load<import('../client.js').Page<import('../client.js').Posting>>} */
                this.postings = new Load(this, (signal) => this.site.client.postings({ limit: MOST_POSTINGS }, signal));
        }

        willUpdate() {
                if (!this.store) {
                        this.store = new FigureStore(this.site.client);
                        this.follow(this.store);
                }
        }

        firstUpdated() {
                this.listen(this.site.router, 'change', () => this.readAddress());
                this.postings.run();
                this.readAddress();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.store?.close();
        }

        async readAddress() {
                const { query, path } = this.site.router;
                if (!path.startsWith('/hr/analytics'))
                        return;
                const isFirst = this.store.figures === null;
                const asked = query.get('period') ?? USUAL;
                this.posting_id = query.get('posting_id') ?? '';
                this.from = query.get('from') ?? '';
                this.to = query.get('to') ?? '';
                this.period = this.from || this.to || asked === 'own' ? 'own' : PERIODS.includes(asked) ? asked : USUAL;
                this.requestUpdate();
                if (this.isBackwards)
                        return;
                const own = { from: this.from, to: this.to };
                await this.store.ask({ posting_id: this.posting_id, ...this.period === 'own' ? own : this.period === 'all' ? {} : { from: dayAgo(Number(this.period) - 1) } });
                if (!isFirst && !this.store.error)
                        announce(t('analytics.changed'));
        }

        get isBackwards() {
                return this.from !== '' && this.to !== '' && this.from > this.to;
        }

        /** @param {string} period */
        choosePeriod(period) {
                const own = period === 'own' ? { from: this.from || dayAgo(Number(USUAL) - 1), to: this.to || dayAgo(0) } : { from: '', to: '' };
                this.site.router.choose({ period: period === USUAL || period === 'own' ? '' : period, ...own });
        }

        filters() {
                const postings = this.postings.value?.items ?? [];
                return html`<search class="filters">
                        ${selectField({ id: 'filter-posting', label: t('analytics.posting'), value: this.posting_id,
                                choices: [{ value: '', label: t('analytics.any_posting') }, ...postings.map(({ id, title }) => ({ value: id, label: title }))],
                                onInput: (posting_id) => this.site.router.choose({ posting_id }) })}
                        ${selectField({ id: 'filter-period', label: t('analytics.period'), value: this.period, choices: choicesOf(PERIODS, 'analytics.period'), onInput: (period) => this.choosePeriod(period) })}
                        ${this.period === 'own' ? html`${textField({ id: 'filter-from', type: 'date', label: t('analytics.from'), value: this.from, onInput: (from) => this.site.router.choose({ from, period: 'own' }) })}
                                ${textField({ id: 'filter-to', type: 'date', label: t('analytics.to'), value: this.to, error: this.isBackwards ? t('analytics.order') : '',
                                        onInput: (to) => this.site.router.choose({ to, period: 'own' }) })}` : nothing}
                </search>`;
        }

        about(/** @type {import('../client.js').Analytics} */ { shown_least }) {
                return html`<details class="card about-figures"><summary>${t('analytics.about')}</summary><div class="stack">
                        <p>${t('analytics.about_few', { least: shown_least })}</p><p>${t('analytics.about_erased')}</p><p>${t('analytics.about_groups')}</p></div></details>`;
        }

        body() {
                const { figures, error, isBusy } = this.store;
                if (!figures)
                        return error ? loadFailed(error, () => this.store.again()) : html`<div aria-busy="true">${skeleton(6)}</div>`;
                const file = ['earshot', figures.from ?? 'start', figures.to ?? 'now'].join('-');
                return html`${error ? loadFailed(error, () => this.store.again()) : nothing}
                        ${figures.is_counting ? notice('info', html`<p role="status">${figures.counted_at ? t('analytics.counted', { time: dateTime(figures.counted_at) }) : nothing} ${t('analytics.counting')}</p>`) : nothing}
                        ${figures.interviews.invited === 0 && !figures.is_counting ? emptyState('chart-column', t('analytics.empty_title'), t('analytics.empty_text'),
                                html`<a class="button" href="/hr/analytics?period=all">${t('analytics.show_all')}</a>`)
                                : html`<div class="figure-cards" aria-busy=${String(isBusy)}>${figuresOf(figures).map((figure) =>
                                        html`<hr-figure .figure=${figure} .least=${figures.shown_least} .file=${file}></hr-figure>`)}</div>`}
                        ${this.about(figures)}`;
        }

        render() {
                const counted_at = this.store.figures?.counted_at;
                return html`<div class="stack-l">${pageHead({ title: t('analytics.title'),
                        line: html`${t('analytics.lead')} ${counted_at && !this.store.figures?.is_counting ? t('analytics.counted', { time: dateTime(counted_at) }) : nothing}` })}
                        ${this.filters()}${this.body()}</div>`;
        }
}

customElements.define('hr-analytics', AnalyticsPage);
