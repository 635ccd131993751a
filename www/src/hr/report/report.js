// The report of one interview. Scores stand beside the words that they rest on, a press away from the second at which those
// were said; what a reader has to know first stands first; a person decides.
import { html, nothing } from 'lit';
import { dateTime, shortDate, span } from '../../base/format.js';
import { t } from '../../base/i18n.js';
import { icon } from '../../base/icons.js';
import { errorNotice, notice } from '../../components/notice.js';
import { isForPage } from '../keys.js';
import { HrPage, Load, emptyState, pageHead, skeleton } from '../page.js';
import { decisionCard, openDecision } from './decision.js';
import { deliveryCard } from './delivery.js';
import './dock.js';
import './dot-plot.js';
import { evidenceCard } from './evidence.js';
import { historyCard, humanScoresCard, openHumanScores } from './human-scores.js';
import { concernsOf, flagOf, isSpoken, meanConfidence, questionText, textOf, turnOf } from './model.js';
import './transcript.js';
import { levelWord, percent, reasonWords, scoreNumber, scoreWords } from './words.js';

const SOONEST_MS = 1000;
const LATEST_MS = 5000;
/** Played around a quote, so that its first and last word are whole. */
const MARGIN_MS = 150;

export class ReportPage extends HrPage {
        static properties = { interview_id: { attribute: false }, playing: { state: true }, making: { state: true }, error: { state: true } };

        constructor() {
                super();
                this.interview_id = '';
                /** The key of the quote that sounds, or ''. */
                this.playing = '';
                /** @type {any} */
                this.decision = null;
                this.making = '';
                /** @type {Error | null} */
                this.error = null;
                /** @type {any} */
                this.report = null;
                this.timer = 0;
                this.wait_ms = SOONEST_MS;
                /** @type {Load<import('../client.js').Interview>} */
                this.interview = new Load(this, (signal) => this.load(signal));
        }

        firstUpdated() {
                this.interview.run();
                this.listen(document, 'keydown', (event) => this.press(event));
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                clearTimeout(this.timer);
        }

        /** @param {AbortSignal} signal */
        async load(signal) {
                const interview = await this.site.client.interview(this.interview_id, signal);
                if (interview.status !== 'scheduled' && interview.report !== 'none' && interview.report !== 'failed')
                        await this.readReport(interview, signal);
                return interview;
        }

        /** @param {import('../client.js').Interview} interview @param {AbortSignal} signal */
        async readReport(interview, signal) {
                const { isReady, state, report } = await this.site.client.report(this.interview_id, signal);
                clearTimeout(this.timer);
                this.making = isReady ? '' : state;
                this.report = report;
                if (!isReady) {
                        if (state === 'failed') {
                                interview.report = 'failed';
                                return;
                        }
                        this.timer = setTimeout(() => this.look(interview), this.wait_ms);
                        this.wait_ms = Math.min(LATEST_MS, this.wait_ms * 1.5);
                        return;
                }
                this.decision = report.decision ?? null;
                this.hasArrived = this.wasFirst;
        }

        /** @param {import('../client.js').Interview} interview */
        async look(interview) {
                try {
                        await this.readReport(interview, this.leaving.signal);
                        this.error = null;
                } catch (error) {
                        if (this.leaving.signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                        this.timer = setTimeout(() => this.look(interview), LATEST_MS);
                }
                this.requestUpdate();
        }

        async makeAgain() {
                this.error = null;
                try {
                        await this.site.client.makeReport(this.interview_id);
                        const interview = /** @type {import('../client.js').Interview} */ (this.interview.value);
                        interview.report = 'queued';
                        this.making = 'queued';
                        this.wait_ms = SOONEST_MS;
                        this.timer = setTimeout(() => this.look(interview), this.wait_ms);
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
        }

        get dock() {
                return /** @type {import('./dock.js').Dock} */ (this.querySelector('hr-dock'));
        }

        /** The quotes of an answer, for its waveform. @param {number} turn */
        marksOf(turn) {
                return (this.report.criteria ?? []).flatMap((/** @type {any} */ one) => one.evidence ?? [])
                        .filter((/** @type {any} */ one) => one.turn === turn && typeof one.start_ms === 'number' && one.start_ms >= 0)
                        .map((/** @type {any} */ { start_ms, end_ms }) => ({ start_ms, end_ms }));
        }

        /** @param {string} key @param {import('./model.js').Evidence} evidence */
        async playQuote(key, { turn, start_ms, end_ms }) {
                if (this.playing === key)
                        return this.dock.pause();
                const hasTime = typeof start_ms === 'number' && start_ms >= 0;
                await this.dock.play(turn, hasTime ? [{ start_ms: Number(start_ms), end_ms: Number(end_ms) }] : [],
                        hasTime ? Math.max(0, Number(start_ms) - MARGIN_MS) : 0, hasTime ? Number(end_ms) + MARGIN_MS : undefined);
                this.playing = key;
        }

        /** @param {{turn: number, from_ms: number}} place */
        playFrom({ turn, from_ms }) {
                this.playing = '';
                this.dock.play(turn, this.marksOf(turn), from_ms);
        }

        /** @param {CustomEvent<{turn: number, position_ms: number}>} event */
        sounding({ detail: { turn, position_ms } }) {
                /** @type {import('./transcript.js').ReportTranscript | null} */ (this.querySelector('hr-report-transcript'))?.followSound(turn, position_ms);
        }

        /** @param {CustomEvent<boolean>} event */
        playingChanged({ detail: isPlaying }) {
                if (!isPlaying)
                        this.playing = '';
        }

        /** Space and the arrows work the player wherever no control has the focus. @param {KeyboardEvent} event */
        press(event) {
                const isElsewhere = event.target instanceof Element && event.target.closest('button, a, summary, [role=slider]');
                if (isElsewhere || !isForPage(event) || !this.dock?.turn)
                        return;
                if (event.key === ' ')
                        this.dock.toggle();
                else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
                        this.dock.step(event.key === 'ArrowLeft' ? -1 : 1);
                else
                        return;
                event.preventDefault();
        }

        async decide() {
                const decision = await openDecision(this.site.client, this.interview_id, this.decision);
                if (!decision)
                        return;
                const { who } = this.site.session;
                this.decision = { by: who?.name || who?.email, at: new Date().toISOString(), ...decision };
                this.requestUpdate();
        }

        async giveScores() {
                const scorings = await openHumanScores(this.site.client, this.interview_id, this.report.criteria ?? []);
                if (!scorings)
                        return;
                this.report = { ...this.report, human_scores: scorings };
                this.requestUpdate();
        }

        /** Only what has to be known before the scores are read. */
        concerns() {
                const { unclear, missing, skipped, no_scores } = concernsOf(this.report);
                const lines = [
                        ...no_scores ? [html`<strong>${t('hr.report.no_scores')}</strong> ${reasonWords(no_scores)}`] : [],
                        ...unclear.map(({ turn, transcript }) => t('hr.report.unclear', { number: turn, share: percent(Number(transcript?.confidence)) })),
                        ...missing.length > 0 ? [t('hr.report.missing', { count: missing.length,
                                numbers: missing.join(', ') })] : skipped > 0 ? [t('hr.report.missing_some', { count: skipped })] : [],
                ];
                if (lines.length === 0)
                        return nothing;
                return notice('warn', lines.length === 1 ? html`<p>${lines[0]}</p>` : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`);
        }

        summary() {
                const { report } = this;
                const confidence = meanConfidence(report);
                const figures = [
                        typeof report.overall_score === 'number' ? [t('hr.report.overall_score', { score: scoreNumber(report.overall_score) }), levelWord(report.overall_score)]
                                : [t('hr.report.overall'), t('hr.report.no_score')],
                        [t('hr.report.answered'), t('hr.report.of', { some: report.questions_answered ?? 0,
                                all: (report.questions_answered ?? 0) + (report.questions_skipped ?? 0) })],
                        ...confidence === null ? [] : [[t('hr.report.confidence'), percent(confidence)]],
                ];
                const { compared_to_count: others = 0, compared_lower_count: lower = 0 } = report;
                const place = typeof report.percentile_rank === 'number' ? html`<p class="muted small">${t('hr.report.place_among', { count: others, lower })}</p>` : nothing;
                return html`<section class="card summary" aria-labelledby="summary"><h2 id="summary">${t('hr.report.summary')}</h2>
                        ${report.summary ? html`<p>${report.summary}</p>` : nothing}
                        <dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>${place}
                </section>`;
        }

        /** @param {string} title @param {any[]} entries @param {import('../../base/icons.js').IconName} drawing */
        points(title, entries, drawing) {
                const texts = (entries ?? []).map(textOf).filter(Boolean);
                return texts.length === 0 ? nothing : html`<section class="card points"><h3>${icon(drawing)} ${title}</h3>
                        <ul>${texts.map((text) => html`<li>${text}</li>`)}</ul></section>`;
        }

        /** @param {string} title @param {any} which */
        oneAnswer(title, which) {
                const turn = (this.report.turns ?? []).find((/** @type {any} */ one) => one.turn === turnOf(which));
                if (!turn)
                        return nothing;
                const { overall_score, feedback_summary } = turn.evaluation ?? {};
                return html`<section class="card points"><h3>${title}</h3>
                        <p><a href="#turn-${turn.turn}">${t('hr.report.question', { number: turn.turn })}</a>: ${questionText(turn.question)}</p>
                        ${feedback_summary ? html`<p class="muted">${feedback_summary}</p>` : nothing}
                        ${typeof overall_score === 'number' ? html`<p class="muted small">${scoreWords(overall_score)}</p>` : nothing}</section>`;
        }

        readings() {
                const { report } = this;
                const parts = [
                        this.points(t('hr.report.strengths'), report.strengths, 'circle-check'),
                        this.points(t('hr.report.weaknesses'), report.weaknesses, 'circle-alert'),
                        this.points(t('hr.report.improvements'), report.immediate_improvements, 'arrow-right'),
                        this.points(t('hr.report.practice'), report.practice_areas, 'list-checks'),
                        this.oneAnswer(t('hr.report.best'), report.best_answer),
                        turnOf(report.worst_answer) === turnOf(report.best_answer) ? nothing : this.oneAnswer(t('hr.report.worst'), report.worst_answer),
                        this.points(t('hr.report.resources'), report.resources_recommended, 'file-text'),
                ].filter((part) => part !== nothing);
                return parts.length === 0 ? nothing : html`<section class="stack" aria-labelledby="readings"><h2 id="readings">${t('hr.report.readings')}</h2>
                        <div class="point-cards">${parts}</div></section>`;
        }

        flags() {
                const flags = this.report.flags ?? [];
                if (flags.length === 0)
                        return nothing;
                return html`<section class="stack" aria-labelledby="flags"><h2 id="flags">${t('hr.report.flags')}</h2><div class="card stack">
                        <p class="muted">${t('hr.report.flags_text')}</p>
                        <ul>${flags.map((/** @type {any} */ flag) => {
                                const { turn, name } = flagOf(flag);
                                const text = t(`hr.flag.${name}`);
                                return html`<li>${text === `hr.flag.${name}` ? name : text}
                                        ${turn > 0 ? html`<a href="#turn-${turn}">${t('hr.report.question', { number: turn })}</a>` : nothing}</li>`;
                        })}</ul>
                        ${flags.some((/** @type {any} */ flag) => textOf(flag).startsWith('resume: ')) ? html`<ul class="muted">
                                ${this.report.resume.warnings.map((/** @type {string} */ warning) => html`<li>${warning}</li>`)}</ul>` : nothing}
                        </div></section>`;
        }

        origin() {
                const { report } = this;
                const evaluators = [...new Set((report.turns ?? []).map((/** @type {any} */ turn) => turn.evaluation?.evaluator).filter(Boolean)
                        .map((/** @type {any} */ one) => typeof one === 'string' ? one : [one.provider, one.model, one.prompt_version].filter(Boolean).join(' / ')))];
                const facts = [
                        [t('hr.origin.made'), report.generated_at ? dateTime(report.generated_at) : ''],
                        [t('hr.origin.generator'), typeof report.generator === 'string' ? report.generator : Object.values(report.generator ?? {}).join(' ')],
                        [t('hr.origin.evaluator'), evaluators.join(', ')],
                        [t('hr.origin.wording'), (report.versions?.models?.wording ?? []).join(', ')],
                        [t('hr.origin.speech'), (report.versions?.models?.speech ?? []).join(', ')],
                        [t('hr.origin.rubric'), report.rubric?.name ? `${report.rubric.name} (${report.rubric.id})` : report.rubric?.id ?? ''],
                ].filter(([, value]) => value);
                return html`<details class="card origin"><summary>${t('hr.origin.title')}</summary><div class="stack">
                        <p>${t('hr.origin.text')}</p>
                        <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div></details>`;
        }

        /** @param {MouseEvent} event */
        jump(event) {
                const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
                const target = link && document.getElementById(/** @type {HTMLAnchorElement} */ (link).hash.slice(1));
                if (!target)
                        return;
                event.preventDefault();
                target.scrollIntoView({ block: 'start' });
                target.focus({ preventScroll: true });
        }

        /** @param {import('../client.js').Interview} interview */
        head(interview) {
                const { report } = this;
                const title = report?.posting?.title ?? interview.posting?.title ?? '';
                const { started_at, ended_at } = interview;
                const length = started_at && ended_at ? (new Date(ended_at).getTime() - new Date(started_at).getTime()) / 1000 : 0;
                const address = `/api/interviews/${encodeURIComponent(this.interview_id)}/report`;
                const name = interview.candidate?.name || report?.candidate?.name || t('hr.interviews.no_name');
                return pageHead({
                        back: { href: `/hr/interviews/${this.interview_id}`, label: t('hr.report.to_interview') },
                        title: t('hr.report.title', { name }),
                        line: [title, started_at ? t('hr.report.interviewed', { date: shortDate(started_at) }) : '', length > 0 ? span(Math.max(1, length)) : ''].filter(Boolean).join(' · '),
                        actions: report ? html`<a class="button" href="${address}.pdf" download>${icon('download')} ${t('hr.report.pdf')}</a>
                                <a class="button" href=${address} download="report-${this.interview_id}.json">${icon('download')} ${t('hr.report.json')}</a>` : nothing,
                });
        }

        /** @param {import('../client.js').Interview} interview */
        body(interview) {
                const { report } = this;
                if (!report)
                        return this.notYet(interview);
                const view = { report, playing: this.playing, play: this.playQuote.bind(this),
                        spoken: new Set((report.turns ?? []).filter(isSpoken).map((/** @type {any} */ turn) => turn.turn)) };
                const lengths = new Map((report.turns ?? []).map((/** @type {any} */ turn) => [turn.turn, turn.voice_metrics?.duration_ms ?? 0]));
                return html`${this.concerns()}
                        <div class="report-top">
                                <hr-dot-plot class="card" .report=${report}></hr-dot-plot>
                                <div class="report-aside">${this.summary()}${decisionCard(this.decision, () => this.decide())}</div>
                        </div>
                        <section class="stack" aria-labelledby="evidence"><div class="section-head"><h2 id="evidence">${t('hr.report.evidence')}</h2>
                                <p class="muted small">${t('hr.report.evidence_text')}</p></div>
                                ${(report.criteria ?? []).map((/** @type {any} */ criterion) => evidenceCard(view, criterion))}</section>
                        ${this.readings()}
                        ${report.human_scores ? humanScoresCard(report, () => this.giveScores()) : nothing}
                        <hr-report-transcript class="stack" .report=${report}
                                @play=${(/** @type {CustomEvent} */ event) => this.playFrom(event.detail)}></hr-report-transcript>
                        ${deliveryCard(report)}${this.flags()}${historyCard(report, dateTime)}${this.origin()}
                        <hr-dock .interview_id=${this.interview_id} .lengths=${lengths} @position=${(/** @type {CustomEvent} */ event) => this.sounding(event)}
                                @playing=${(/** @type {CustomEvent} */ event) => this.playingChanged(event)}></hr-dock>`;
        }

        /** @param {import('../client.js').Interview} interview */
        notYet(interview) {
                const problem = this.error ? errorNotice(this.error) : nothing;
                if (this.making)
                        return html`<div class="card making" role="status"><span class="busy" aria-hidden="true"></span>
                                <div><h2>${t('hr.report.making_title')}</h2><p class="muted">${t(`hr.report.making_${this.making === 'running' ? 'running' : 'queued'}`)}</p></div></div>${problem}`;
                if (interview.report === 'failed')
                        return html`${emptyState('triangle-alert', t('hr.report.failed_title'), t('hr.report.failed_text'),
                                html`<button type="button" class="button" data-kind="primary" @click=${() => this.makeAgain()}>${icon('refresh-cw')} ${t('hr.report.again')}</button>`)}${problem}`;
                return emptyState('file-text', t('hr.report.none_title'), t('hr.report.none_text'),
                        html`<a class="button" data-kind="primary" href="/hr/interviews/${this.interview_id}">${t('hr.report.to_interview')}</a>`);
        }

        render() {
                return html`<div class="stack-l report" @click=${(/** @type {MouseEvent} */ event) => this.jump(event)}>${this.interview.show((interview) =>
                        html`${this.head(interview)}${this.body(interview)}`, skeleton(8), t('hr.interview.missing'))}</div>`;
        }
}

customElements.define('hr-report', ReportPage);
