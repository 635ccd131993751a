// Interviews as rows: who, how far, when, the level that the report came to, and the way to it.
import { html, nothing } from 'lit';
import { clock, dateTime, shortDate, time } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { serverNow } from './client.js';
import { table } from './table.js';
import { levelPill, statusPill } from './words.js';

/** @typedef {import('./client.js').Interview} Interview */

/** @param {string | null} moment */
const when = (moment) => moment ? html`<time class="two-lines" datetime=${moment}
        title=${dateTime(moment)}><span class="day">${shortDate(moment)}</span> <span class="muted">${time(moment)}</span></time>` : html`<span class="muted">–</span>`;

/** An address that breaks before its @ first. @param {string} address */
const breakable = (address) => address.split(/(?=@)/).map((part, at) => at === 0 ? part : html`<wbr>${part}`);

/** "2 of at most 8 answered" @param {Interview} interview */
export const progressOf = ({ turns_answered, max_turns, limits }) => t('hr.interviews.progress', { count: turns_answered, most: max_turns ?? limits?.max_turns ?? turns_answered });

/** How long it runs, "4:12". @param {Interview} interview */
export const elapsedOf = ({ started_at, ended_at }) => started_at
        ? clock((ended_at ? Date.parse(ended_at) : serverNow()) - Date.parse(started_at)) : '';

/** The report of an interview: its level in a word, the way to it, and what was decided. @param {Interview} interview */
function reportCell({ id, report, candidate, decision, overall_score }) {
        if (report === 'ready')
                return html`<span class="report-cell">${levelPill(overall_score)}<a class="row-action" href="/hr/interviews/${id}/report"
                        aria-label=${t('hr.interviews.open_report_of', { name: candidate.name ?? t('hr.interviews.no_name') })}>${icon('file-text')} ${t('hr.interviews.open_report')}</a>
                        ${decision ? html`<span class="row-more">${t(`hr.decision.${decision}`)}</span>` : nothing}</span>`;
        if (report === 'queued' || report === 'running')
                return html`<span class="muted">${t('hr.report_state.running')}</span>`;
        return report === 'failed' ? html`<a class="row-action" href="/hr/interviews/${id}/report">${t('hr.report_state.failed')}</a>`
                : html`<span class="muted">–</span>`;
}

/** What the list can be sorted by, newest first where nothing is said. */
export const SORTS = ['-created', 'candidate', 'posting', '-started', '-ended', '-score'];

/** @param {Interview[]} interviews @param {{hasPosting: boolean, sort?: string, onSort?: (sort: string) => void}} options */
export function interviewTable(interviews, { hasPosting, sort = '-created', onSort }) {
        const column = (/** @type {string} */ label, /** @type {string} */ by) => ({ label, sort: by,
                order: /** @type {'ascending' | 'descending' | 'none'} */ (sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : 'none') });
        return html`<div class="card card-table">${table({
                caption: t('hr.interviews.title'), onSort,
                columns: [column(t('hr.interviews.candidate'), 'candidate'), ...hasPosting ? [column(t('hr.interviews.posting'), 'posting')] : [],
                        { label: t('hr.interviews.status') }, column(t('hr.interviews.invited'), 'created'), column(t('hr.interviews.started'), 'started'),
                        column(t('hr.interviews.ended'), 'ended'), column(t('hr.interviews.report'), 'score')],
                rows: interviews.map((interview) => [
                        html`<a class="row-link" href="/hr/interviews/${interview.id}">${interview.candidate?.name || t('hr.interviews.no_name')}</a>
                                ${interview.candidate?.email ? html`<span class="row-more">${breakable(interview.candidate.email)}</span>` : nothing}`,
                        ...hasPosting ? [interview.posting?.title ?? html`<span class="muted">–</span>`] : [],
                        html`<span class="status-cell">${statusPill(interview.status)}${interview.started_at ? html`<span class="row-more">${progressOf(interview)}</span>` : nothing}</span>`,
                        when(interview.created_at), when(interview.started_at), when(interview.ended_at), reportCell(interview)]),
        })}</div>
        <p class="muted small table-note">${t('hr.interviews.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>`;
}
