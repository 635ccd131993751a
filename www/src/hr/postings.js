// The list of postings.
import { html, nothing } from 'lit';
import { shortDate } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { List } from './list.js';
import { HrPage, emptyState, loadFailed, pageHead, skeleton } from './page.js';
import { table } from './table.js';
import { languageName } from './words.js';

export class Postings extends HrPage {
        constructor() {
                super();
                /** @type {List<import('./client.js').Posting>} */
                this.list = new List(this, (cursor, signal) => this.site.client.postings({ cursor }, signal));
        }

        firstUpdated() {
                this.list.start();
        }

        createLink() {
                return this.site.session.canChange ? html`<a class="button" data-kind="primary" href="/hr/postings/new">
                        ${icon('plus')} ${t('hr.postings.create')}</a>` : nothing;
        }

        body() {
                const { list } = this;
                if (!list.isReady)
                        return list.error ? loadFailed(list.error, () => list.start()) : html`<div aria-busy="true">${skeleton(5)}</div>`;
                if (list.items.length === 0)
                        return emptyState('briefcase', t('hr.postings.empty_title'), t('hr.postings.empty_text'), this.createLink());
                return html`<div class="card card-table">${table({
                        caption: t('hr.postings.title'),
                        columns: [{ label: t('hr.postings.column_title') }, { label: t('hr.field.type') }, { label: t('hr.field.difficulty') },
                                { label: t('hr.field.language') }, { label: t('hr.interviews.title'), isNumber: true }, { label: t('hr.postings.column_created') }],
                        rows: list.items.map((posting) => [
                                html`<a class="row-link" href="/hr/postings/${posting.id}">${posting.title}</a>`,
                                t(`hr.type.${posting.type}`), t(`hr.difficulty.${posting.difficulty}`), languageName(posting.language),
                                posting.interviews ?? '–', posting.created_at ? shortDate(posting.created_at) : '–']),
                })}</div>${moreOf(list)}`;
        }

        render() {
                const hasSome = this.list.items.length > 0;
                return html`<div class="stack-l">${pageHead({
                        title: t('hr.postings.title'), line: t('hr.postings.lead'),
                        actions: hasSome ? this.createLink() : nothing,
                })}${this.body()}</div>`;
        }
}

/** What stands below a list: more of it, or why there is no more. @param {List<any>} list */
export const moreOf = (list) => html`${list.error ? loadFailed(list.error, () => list.more()) : nothing}
        ${list.next && !list.error ? html`<div class="actions"><button type="button" class="button" aria-disabled=${String(list.isBusy)}
                @click=${() => list.more()}>${icon('chevron-down')} ${t('hr.list.more')}</button></div>` : nothing}`;

customElements.define('hr-postings', Postings);
