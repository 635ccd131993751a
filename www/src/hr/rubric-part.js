// The rubric of a posting in its form: the default of the type or its own, which version is in use and what a change does,
// and the versions that there are.
import { html, nothing } from 'lit';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog, openDialog } from '../components/dialog.js';
import { errorNotice, notice } from '../components/notice.js';
import { criteriaList } from './criteria-list.js';
import './rubric-editor.js';

/** @typedef {import('./rubric-model.js').Criterion} Criterion */
/** @typedef {{id: string, name: string, version: number, criteria: Criterion[], created_at: string, is_default: boolean, is_current: boolean, interviews: number}} Version */

/** @param {Version} version */
const versionName = ({ is_default, name, version }) => is_default ? t('hr.rubric.default_version', { name, version }) : t('hr.rubric.version', { version });

/** All versions, to read and to take up again. @param {{items: Version[]}} versions @param {(criteria: Criterion[]) => void} onTake */
function showVersions({ items }, onTake) {
        return openDialog(t('hr.rubric.versions'), (close) => html`
                <p class="muted small">${t('hr.rubric.versions_text')}</p>
                <div class="versions">${items.map((version) => html`<details class="version" ?open=${version.is_current}>
                        <summary>${versionName(version)} <span class="muted small">${[version.is_current ? t('hr.rubric.in_use') : '',
                                t('hr.rubric.used', { count: version.interviews }), version.is_default ? '' : dateTime(version.created_at)].filter(Boolean).join(' · ')}</span></summary>
                        ${criteriaList(version.criteria)}
                        ${version.is_current || version.is_default ? nothing : html`<div class="actions"><button type="button" class="button" @click=${() => {
                                onTake(version.criteria);
                                close(undefined);
                        }}>${icon('rotate-ccw')} ${t('hr.rubric.take', { version: version.version })}</button></div>`}
                </details>`)}</div>
                <div class="actions actions-end"><button type="button" class="button" autofocus @click=${() => close(undefined)}>${t('common.close')}</button></div>`);
}

/** @param {import('./client.js').HrClient} client @param {string} posting_id @param {(criteria: Criterion[]) => void} onTake */
export async function openVersions(client, posting_id, onTake) {
        try {
                await showVersions(await client.rubricVersions(posting_id), onTake);
        } catch (error) {
                await openDialog(t('hr.rubric.versions'), (close) => html`${errorNotice(/** @type {Error} */ (error))}
                        <div class="actions actions-end"><button type="button" class="button" autofocus @click=${() => close(undefined)}>${t('common.close')}</button></div>`);
        }
}

/** What holds now, and what saving a change would do. @param {import('./client.js').RubricInUse | undefined} version @param {boolean} isChanged @param {number} next */
function standing(version, isChanged, next) {
        if (!version)
                return nothing;
        const used = version.interviews > 0 ? t('hr.rubric.used_now', { count: version.interviews }) : t('hr.rubric.unused');
        const after = version.is_default ? t('hr.rubric.makes_first', { next }) : version.interviews > 0
                ? t('hr.rubric.makes_used', { next, version: version.version, count: version.interviews }) : t('hr.rubric.makes', { next, version: version.version });
        return notice(isChanged ? 'warn' : 'info', html`<p><strong>${versionName(/** @type {any} */ (version))}</strong> ${used} ${after}</p>`);
}

/** @param {{draft: import('./posting-draft.js').Draft, defaults: Criterion[] | undefined, errors: Record<string, string>, posting: import('./client.js').Posting | null,
 *           isChanged: boolean, next: number, client: import('./client.js').HrClient,
 *           onRubric: (rubric: import('./rubric-model.js').DraftCriterion[] | null) => void, onOwn: (criteria: Criterion[]) => void}} part */
export function rubricPart({ draft, defaults, errors, posting, isChanged, next, client, onRubric, onOwn }) {
        const reset = async () => {
                if (await confirmDialog({ title: t('hr.rubric.reset_title'), body: t('hr.rubric.reset_text'), confirm: t('hr.rubric.reset') }))
                        onRubric(null);
        };
        return html`<section class="card stack-l" aria-labelledby="part-rubric" id="rubric" tabindex="-1">
                <div class="stack"><h2 id="part-rubric">${t('hr.rubric.title')}</h2><p class="muted">${t('hr.rubric.lead')}</p></div>
                ${standing(posting?.rubric_version, isChanged, next)}
                ${draft.rubric ? html`<hr-rubric-editor .criteria=${draft.rubric} .errors=${errors}
                                @criteria=${(/** @type {CustomEvent} */ event) => onRubric(event.detail)}></hr-rubric-editor>`
                        : defaults ? html`<p>${t('hr.rubric.is_default', { type: t(`hr.type.${draft.type}`) })}</p>${criteriaList(defaults)}` : html`<p class="muted">${t('hr.rubric.default_away')}</p>`}
                <div class="actions">
                        ${draft.rubric ? html`<button type="button" class="button" @click=${reset}>${icon('rotate-ccw')} ${t('hr.rubric.reset')}</button>`
                                : defaults ? html`<button type="button" class="button" id="rubric-own" @click=${() => onOwn(defaults)}>${icon('pencil')} ${t('hr.rubric.own')}</button>` : nothing}
                        ${posting ? html`<button type="button" class="button" data-kind="quiet" @click=${() => openVersions(client, posting.id, onOwn)}>
                                ${icon('history')} ${t('hr.rubric.versions')}</button>` : nothing}
                </div>
        </section>`;
}
