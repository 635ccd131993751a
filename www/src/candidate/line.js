// The line before an interview when the server is full: the place, the wait, and trying again by itself when the server says so.
import { html, nothing } from 'lit';
import { ApiError } from '../base/api.js';
import { clock, dateTime, span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { announce } from '../components/status.js';

/** Where the server names no time. */
const AGAIN_AFTER_S = 15;
const TICK_MS = 1000;

/** @param {unknown} error @returns {error is ApiError} */
const isBusy = (error) => error instanceof ApiError && error.status === 503 && /(^|[/:#])busy$/.test(error.problem.type ?? '');

/** @fires change */
export class Line extends EventTarget {
        /** @param {import('./interview.js').InterviewStore} interview */
        constructor(interview) {
                super();
                this.interview = interview;
                /** Null while nobody waits. @type {{position: number | null, wait_s: number | null, retryAt: number, isLeft: boolean} | null} */
                this.waiting = null;
                this.timer = 0;
                /** @type {Promise<void> | null} */
                this.trying = null;
                this.resume = () => {};
        }

        changed() {
                this.dispatchEvent(new Event('change'));
        }

        /** Starts the interview, however often it has to be tried. Resolves as soon as it has begun; throws what is not about the line.
         *  Whoever asks while somebody waits already waits with them. */
        start() {
                this.trying ??= this.keepTrying().finally(() => { this.trying = null; });
                return this.trying;
        }

        async keepTrying() {
                for (;;) {
                        try {
                                await this.interview.start();
                                this.end();
                                return;
                        } catch (error) {
                                const isPassing = this.waiting !== null && error instanceof ApiError && error.isPassing;
                                if (!isBusy(error) && !isPassing) {
                                        this.end();
                                        throw error;
                                }
                                this.stand(/** @type {ApiError} */ (error));
                                await new Promise((resolve) => { this.resume = () => resolve(undefined); });
                        }
                }
        }

        /** @param {ApiError} error */
        stand(error) {
                const { waiting_position, estimated_wait_seconds } = error.problem;
                const before = this.waiting;
                const position = Number.isInteger(waiting_position) ? waiting_position : isBusy(error) ? null : before?.position ?? null;
                this.waiting = { position, isLeft: false, retryAt: Date.now() + (error.wait_s || AGAIN_AFTER_S) * 1000,
                        wait_s: typeof estimated_wait_seconds === 'number' ? estimated_wait_seconds : null };
                if (!before)
                        announce(t('line.title'));
                if (position !== null && position !== before?.position)
                        announce(t('line.position', { position }));
                clearInterval(this.timer);
                this.timer = setInterval(() => this.tick(), TICK_MS / 4);
                this.changed();
        }

        tick() {
                if (this.waiting && !this.waiting.isLeft && Date.now() >= this.waiting.retryAt) {
                        clearInterval(this.timer);
                        this.resume();
                }
                this.changed();
        }

        /** Stops trying; the interview has not begun, and the link stays valid. */
        leave() {
                clearInterval(this.timer);
                if (this.waiting)
                        this.waiting.isLeft = true;
                announce(t('line.left'));
                this.changed();
        }

        /** Tries again after all. */
        comeBack() {
                if (!this.waiting)
                        return;
                this.waiting.isLeft = false;
                this.resume();
                this.changed();
        }

        end() {
                clearInterval(this.timer);
                this.waiting = null;
                this.changed();
        }
}

/** @param {Line} line @param {string} [expires_at] until when the link opens the interview */
export function lineFace(line, expires_at) {
        const { waiting } = line;
        if (!waiting)
                return nothing;
        const { position, wait_s, retryAt, isLeft } = waiting;
        const valid = expires_at ? t('line.valid_until', { moment: dateTime(expires_at) }) : t('line.valid');
        if (isLeft)
                return html`<section class="line stack" data-left aria-labelledby="line-title"><h2 id="line-title">${t('line.left')}</h2><p>${valid}</p>
                        <div class="actions"><button type="button" class="button" data-action="line-back" @click=${() => line.comeBack()}>${icon('clock')} ${t('line.wait')}</button></div></section>`;
        const left_ms = Math.max(0, retryAt - Date.now());
        return html`<section class="line stack" aria-labelledby="line-title">
                <h2 id="line-title">${t('line.title')}</h2>
                <p>${t('line.text')}</p>
                <dl class="line-facts">
                        ${position === null ? nothing : html`<div><dt>${t('line.place')}</dt><dd class="numeric">${position}</dd></div>`}
                        ${wait_s === null ? nothing : html`<div><dt>${t('line.expected')}</dt><dd>${t('line.about', { span: span(Math.max(1, wait_s)) })}</dd></div>`}
                        <div><dt>${t('line.next_try')}</dt><dd class="numeric"><span role="timer">${left_ms > 0 ? clock(left_ms + TICK_MS - 1) : t('line.trying')}</span></dd></div>
                </dl>
                <p class="muted small">${t('line.later_hint')} ${valid}</p>
                <div class="actions"><button type="button" class="button" data-action="line-leave" @click=${() => line.leave()}>${t('line.later')}</button></div>
        </section>`;
}
