// What an interview needs besides its first pages: sound, the answer and its way to the server. It is loaded when somebody begins to use
// the first page, or when it is needed.
import { AnswerStore } from './answer.js';
import { Captions } from './captions.js';
import { Drafts } from './drafts.js';
import { HandsFree } from './handsfree.js';
import { Line } from './line.js';
import { Microphone } from './microphone.js';
import { Ownership } from './ownership.js';
import { SettingsStore } from './settings.js';
import { Voice } from './voice.js';
import './check.js';
import './practice.js';
import './return.js';
import './turn.js';

/** @typedef {{interview: import('./interview.js').InterviewStore, microphone: Microphone, voice: Voice, drafts: Drafts, settings: SettingsStore,
 *             answer: AnswerStore, captions: Captions, handsfree: HandsFree, line: Line, ownership: Ownership}} Parts */

/** @param {import('./interview.js').InterviewStore} interview @returns {Parts} */
export function openConversation(interview) {
        const microphone = new Microphone();
        const voice = new Voice();
        const drafts = new Drafts();
        const settings = new SettingsStore();
        const captions = new Captions();
        const answer = new AnswerStore({ interview, microphone, voice, drafts, settings, captions });
        const handsfree = new HandsFree({ answer, interview, microphone, voice, settings });
        const line = new Line(interview);
        const ownership = new Ownership(() => answer.handOver());
        return { interview, microphone, voice, drafts, settings, answer, captions, handsfree, line, ownership };
}
