// What a person at the employer may change while a question stands: more time, a break, the next question, the end. Looked
// for again and again while the page is shown.
import { api } from '../base/api.js';
import { t } from '../base/i18n.js';
import { announce, toast } from '../components/status.js';
import { isBeingWorkedOn } from './interview.js';

/** @typedef {import('lit').ReactiveController} ReactiveController */
/** @typedef {import('./interview.js').Interview} Interview */

const LOOK_MS = 10_000;

/** @implements {ReactiveController} */
export class SteppingIn {
        /** @param {import('lit').ReactiveControllerHost & {parts: import('./candidate.js').Parts}} host */
        constructor(host) {
                this.host = host;
                this.timer = 0;
                this.stop = new AbortController();
                host.addController(this);
        }

        hostConnected() {
                this.stop = new AbortController();
                document.addEventListener('visibilitychange', () => !document.hidden && this.look(), { signal: this.stop.signal });
                this.wait();
        }

        hostDisconnected() {
                this.stop.abort();
                clearTimeout(this.timer);
        }

        wait() {
                clearTimeout(this.timer);
                this.timer = setTimeout(() => this.look(), LOOK_MS);
        }

        /** Looks at once. What cannot be read now is read the next time. */
        async look() {
                const { signal } = this.stop;
                clearTimeout(this.timer);
                // Nobody steps in where somebody practises on their own device.
                if (this.host.parts.answer.isPractice)
                        return;
                try {
                        const state = document.hidden ? null : await api.get('/api/candidate/interview', { signal });
                        if (state && !signal.aborted)
                                await this.take(state);
                } catch {
                        // The page goes on with what it has.
                }
                if (!signal.aborted)
                        this.wait();
        }

        /** @param {Interview} state */
        async take(state) {
                const { answer, interview } = this.host.parts;
                const known = interview.interview;
                const { turn } = interview;
                // While an answer is on its way, its own events say what comes.
                if (!known || !turn || interview.upcoming || isBeingWorkedOn(turn) || answer.state === 'sending' || known.id !== state.id)
                        return;
                this.takeTime(known, state);
                if (state.status === 'completed' || state.status === 'cancelled')
                        return this.leaveFor(state, turn.number);
                if (state.status === 'paused' && (state.paused_by === 'hr' || answer.state === 'idle'))
                        return this.leaveFor(state, 0);
                if (state.status === 'in_progress' && (state.current_turn ?? 0) > turn.number)
                        await this.goOn(state, turn.number);
        }

        /** @param {Interview} known @param {Interview} state */
        takeTime(known, state) {
                const { interview } = this.host.parts;
                const more = (state.added_minutes ?? 0) - (known.added_minutes ?? 0);
                const isNew = state.person_present === true && !known.person_present;
                Object.assign(known, { added_minutes: state.added_minutes, person_present: state.person_present, remaining_seconds: state.remaining_seconds, limits: state.limits });
                interview.loadedAt = Date.now();
                if (isNew)
                        announce(t('turn.person_present', { name: known.organisation ?? '' }));
                if (more > 0)
                        toast(t('turn.more_time', { count: more }));
                interview.changed();
        }

        /** The question is no longer asked: what was made for it stays on this device, or goes with the turn that is over.
         *  @param {Interview} state @param {number} over the turn that is over; 0 where it waits */
        async leaveFor(state, over) {
                const { answer, interview } = this.host.parts;
                await answer.leave();
                if (over > 0)
                        await answer.discard(over, answer.upload);
                interview.take(state);
                interview.go(interview.isOver ? 'end' : 'interview');
        }

        /** @param {Interview} state @param {number} over */
        async goOn(state, over) {
                const { answer, interview } = this.host.parts;
                const { upload } = answer;
                await answer.leave();
                interview.take(state);
                interview.changed();
                toast(t('turn.went_on'));
                await answer.discard(over, upload);
        }
}
