// Interviews as rows: who, how far, when, and the way to the report.
import { html, nothing } from 'lit';
import { dateTime, shortDate, time } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { table } from './table.js';
import { statusPill } from './words.js';

/** @param {string | null} moment */
const when = (moment) => moment ? html`<time class="two-lines" datetime=${moment}
        title=${dateTime(moment)}><span class="day">${shortDate(moment)}</span> <span class="muted">${time(moment)}</span></time>` : html`<span class="muted">–</span>`;

/** An address that breaks before its @ first. @param {string} address */
const breakable = (address) => address.split(/(?=@)/).map((part, at) => at === 0 ? part : html`<wbr>${part}`);

/** The report of an interview, in a word that leads to it, and what was decided on it. @param {import('./client.js').Interview} interview */
function reportCell({ id, report, candidate, decision }) {
        if (report === 'ready')
                return html`<a class="row-action" href="/hr/interviews/${id}/report"
                        aria-label=${t('hr.interviews.open_report_of', { name: candidate.name })}>${icon('file-text')} ${t('hr.interviews.open_report')}</a>
                        ${decision ? html`<span class="row-more">${t(`hr.decision.${decision}`)}</span>` : nothing}`;
        if (report === 'queued' || report === 'running')
                return html`<span class="muted">${t('hr.report_state.running')}</span>`;
        return report === 'failed' ? html`<a class="row-action" href="/hr/interviews/${id}/report">${t('hr.report_state.failed')}</a>`
                : html`<span class="muted">–</span>`;
}

/** @param {import('./client.js').Interview[]} interviews @param {{hasPosting: boolean}} options */
export const interviewTable = (interviews, { hasPosting }) => html`<div class="card card-table">${table({
        caption: t('hr.interviews.title'),
        columns: [{ label: t('hr.interviews.candidate') }, ...hasPosting ? [{ label: t('hr.interviews.posting') }] : [],
                { label: t('hr.interviews.status') }, { label: t('hr.interviews.invited') }, { label: t('hr.interviews.started') },
                { label: t('hr.interviews.ended') }, { label: t('hr.interviews.report') }],
        rows: interviews.map((interview) => [
                html`<a class="row-link" href="/hr/interviews/${interview.id}">${interview.candidate?.name || t('hr.interviews.no_name')}</a>
                        ${interview.candidate?.email ? html`<span class="row-more">${breakable(interview.candidate.email)}</span>` : nothing}`,
                ...hasPosting ? [interview.posting?.title ?? html`<span class="muted">–</span>`] : [],
                statusPill(interview.status), when(interview.created_at), when(interview.started_at), when(interview.ended_at),
                reportCell(interview)]),
})}</div>
<p class="muted small table-note">${t('hr.interviews.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>`;
