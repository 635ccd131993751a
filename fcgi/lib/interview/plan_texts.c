#include "interview/plan_texts.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/word_lists.h"

static const size_t SAID_BYTES_MOST = 4096;

static const char *const ENGLISH[] = {
        [PHRASE_OPENING] =
                "To begin with, please tell me a little about yourself, and what interests "
                "you in the role of {0}.",
        [PHRASE_OPENING_PLAIN] =
                "To begin with, please tell me a little about yourself and your work so far.",
        [PHRASE_CLOSING] = "That brings us to the end of my questions. Is there anything you would "
                           "like to add, or anything we have not talked about?",
        [PHRASE_RESUME_AT] = "Your resume mentions {0} at {1}.",
        [PHRASE_RESUME] = "Your resume mentions {0}.",
        [PHRASE_ROLE] = "The role works with {0}.",
        [PHRASE_FOCUS] = "One focus of this role is {0}.",
        [PHRASE_ASK_TECHNICAL] = "What did you do with it, and what was your own part?",
        [PHRASE_ASK_BEHAVIORAL] =
                "Tell me about a difficult moment in that work, and how you dealt with it.",
        [PHRASE_ASK_DESIGN] =
                "How was the system around it put together, and what would you change today?",
        [PHRASE_ASK_CULTURE] = "What did you enjoy about that work, and what did you like less?",
        [PHRASE_ASK_AGAIN] = "What would you do differently in that work today, and why?",
        [PHRASE_ASK_TERM] =
                "Tell me about a problem you solved with it, and why you went about it that way.",
        [PHRASE_ASK_FOCUS] =
                "Tell me about something you have done that shows how you work on this.",
        [PHRASE_ASK_FOCUS_HARD] =
                "What was the hardest thing about it in your work so far, and what did you do?",
        [PHRASE_ASK_FOCUS_DAILY] =
                "How do you go about it from day to day, and how can you tell that it goes well?",
        [PHRASE_PASSAGE] = "Our document {0} says this. {1}",
        [PHRASE_ASK_PASSAGE] =
                "How would you put that into practice, and what would you watch out for?",
        [PHRASE_ASK_PASSAGE_STORY] = "When have you worked in a way like that, and how did it go?",
        [PHRASE_PROBE_DETAIL] = "Could you go into a little more detail on that?",
        [PHRASE_PROBE_OWN_PART] = "What was your own part in that, as distinct from the team's?",
        [PHRASE_PROBE_RESULT] = "And how did it turn out in the end?",
        [PHRASE_PROBE_EXAMPLE] = "Can you give me a real example of that from your work?",
        [PHRASE_PROBE_REASON] = "Why did you choose that way, and not another?",
        [PHRASE_PROBE_MEASURE] = "How could you tell that it worked? A rough figure is fine.",
        [PHRASE_PROBE_ACTION] = "What exactly did you do, step by step?",
        [PHRASE_AGAIN_SILENCE] = "I am sorry, I could not hear an answer. Please take your time. "
                                 "The question was: {0}",
        [PHRASE_AGAIN_SHORT] =
                "I am sorry, that was too short for me to understand. Once more, please: {0}",
        [PHRASE_AGAIN_UNCLEAR] =
                "I am sorry, I could not understand that clearly. Could you say it again? {0}",
        [PHRASE_PANEL] = "My name is {0}, and I have the next question for you.",
        [PHRASE_GREETING] =
                "Hello{0}, and welcome. {1}Thank you for taking the time today{2}. Answer "
                "in your own words and take the time you need.",
        [PHRASE_GOODBYE] =
                "Thank you very much{0}. That was the last question. Your answers have been "
                "saved, and a person will look at them. Goodbye.",
};

static const char *const GERMAN[] = {
        [PHRASE_OPENING] =
                "Erzählen Sie mir zu Beginn bitte etwas über sich, und was Sie an der Stelle "
                "{0} interessiert.",
        [PHRASE_OPENING_PLAIN] =
                "Erzählen Sie mir zu Beginn bitte etwas über sich und Ihre bisherige Arbeit.",
        [PHRASE_CLOSING] = "Damit bin ich am Ende meiner Fragen. Möchten Sie noch etwas ergänzen, "
                           "worüber wir nicht gesprochen haben?",
        [PHRASE_RESUME_AT] = "In Ihrem Lebenslauf steht {0} bei {1}.",
        [PHRASE_RESUME] = "In Ihrem Lebenslauf steht {0}.",
        [PHRASE_ROLE] = "In dieser Stelle wird mit {0} gearbeitet.",
        [PHRASE_FOCUS] = "Ein Schwerpunkt dieser Stelle ist {0}.",
        [PHRASE_ASK_TECHNICAL] = "Was haben Sie damit gemacht, und was war Ihr eigener Anteil?",
        [PHRASE_ASK_BEHAVIORAL] =
                "Erzählen Sie von einem schwierigen Moment in dieser Arbeit. Wie sind Sie damit "
                "umgegangen?",
        [PHRASE_ASK_DESIGN] =
                "Wie war das System darum herum aufgebaut, und was würden Sie heute anders "
                "machen?",
        [PHRASE_ASK_CULTURE] = "Was hat Ihnen an dieser Arbeit gefallen, und was weniger?",
        [PHRASE_ASK_AGAIN] = "Was würden Sie dabei heute anders machen, und warum?",
        [PHRASE_ASK_TERM] =
                "Erzählen Sie von einem Problem, das Sie damit gelöst haben. Warum auf diesem Weg?",
        [PHRASE_ASK_FOCUS] = "Erzählen Sie von etwas, das zeigt, wie Sie daran arbeiten.",
        [PHRASE_ASK_FOCUS_HARD] =
                "Was war daran in Ihrer Arbeit bisher am schwersten, und was haben Sie getan?",
        [PHRASE_ASK_FOCUS_DAILY] =
                "Wie gehen Sie das im Alltag an, und woran merken Sie, dass es gut läuft?",
        [PHRASE_PASSAGE] = "In unserem Dokument {0} steht Folgendes. {1}",
        [PHRASE_ASK_PASSAGE] =
                "Wie würden Sie das in der Praxis umsetzen, und worauf würden Sie achten?",
        [PHRASE_ASK_PASSAGE_STORY] =
                "Wann haben Sie schon einmal so gearbeitet, und wie ist es gelaufen?",
        [PHRASE_PROBE_DETAIL] = "Können Sie das bitte etwas genauer beschreiben?",
        [PHRASE_PROBE_OWN_PART] = "Was war dabei Ihr eigener Anteil?",
        [PHRASE_PROBE_RESULT] = "Und wie ist es am Ende ausgegangen?",
        [PHRASE_PROBE_EXAMPLE] = "Können Sie mir dafür ein Beispiel aus Ihrer Arbeit nennen?",
        [PHRASE_PROBE_REASON] = "Warum haben Sie sich so entschieden, und nicht anders?",
        [PHRASE_PROBE_MEASURE] = "Woran haben Sie gemerkt, dass es gewirkt hat?",
        [PHRASE_PROBE_ACTION] = "Was genau haben Sie getan, Schritt für Schritt?",
        [PHRASE_AGAIN_SILENCE] =
                "Entschuldigung, ich konnte keine Antwort hören. Nehmen Sie sich gern "
                "Zeit. Die Frage war: {0}",
        [PHRASE_AGAIN_SHORT] =
                "Entschuldigung, das war zu kurz, um es zu verstehen. Bitte noch einmal: {0}",
        [PHRASE_AGAIN_UNCLEAR] =
                "Entschuldigung, das habe ich nicht deutlich verstanden. Könnten Sie es "
                "noch einmal sagen? {0}",
        [PHRASE_PANEL] = "Mein Name ist {0}, und ich habe die nächste Frage an Sie.",
        [PHRASE_GREETING] =
                "Guten Tag{0}, und willkommen. {1}Vielen Dank, dass Sie sich heute Zeit "
                "nehmen{2}. Antworten Sie in Ihren eigenen Worten und ohne Eile.",
        [PHRASE_GOODBYE] =
                "Vielen Dank{0}. Das war die letzte Frage. Ihre Antworten sind gespeichert, "
                "und ein Mensch wird sie sich ansehen. Auf Wiedersehen.",
};

static const char *const SPANISH[] = {
        [PHRASE_OPENING] =
                "Para empezar, cuénteme un poco sobre usted y qué le interesa del puesto de "
                "{0}.",
        [PHRASE_OPENING_PLAIN] =
                "Para empezar, cuénteme un poco sobre usted y su trabajo hasta ahora.",
        [PHRASE_CLOSING] =
                "Con esto llegamos al final de mis preguntas. ¿Hay algo que quiera añadir?",
        [PHRASE_RESUME_AT] = "Su currículum menciona {0} en {1}.",
        [PHRASE_RESUME] = "Su currículum menciona {0}.",
        [PHRASE_ROLE] = "En este puesto se trabaja con {0}.",
        [PHRASE_FOCUS] = "Un punto central de este puesto es {0}.",
        [PHRASE_ASK_TECHNICAL] = "¿Qué hizo con ello y cuál fue su propia parte?",
        [PHRASE_ASK_BEHAVIORAL] =
                "Hábleme de un momento difícil en ese trabajo. ¿Cómo lo resolvió?",
        [PHRASE_ASK_DESIGN] =
                "¿Cómo estaba organizado el sistema a su alrededor y qué cambiaría hoy?",
        [PHRASE_ASK_CULTURE] = "¿Qué le gustó de ese trabajo y qué le gustó menos?",
        [PHRASE_ASK_AGAIN] = "¿Qué haría hoy de otra manera en ese trabajo y por qué?",
        [PHRASE_ASK_TERM] =
                "Hábleme de un problema que resolvió con ello. ¿Por qué lo hizo de esa manera?",
        [PHRASE_ASK_FOCUS] = "Hábleme de algo que muestre cómo trabaja usted en esto.",
        [PHRASE_ASK_FOCUS_HARD] =
                "¿Qué ha sido lo más difícil de eso en su trabajo y qué hizo usted?",
        [PHRASE_ASK_FOCUS_DAILY] = "¿Cómo lo aborda en el día a día y en qué nota que va bien?",
        [PHRASE_PASSAGE] = "Nuestro documento {0} dice lo siguiente. {1}",
        [PHRASE_ASK_PASSAGE] = "¿Cómo lo pondría en práctica y en qué se fijaría?",
        [PHRASE_ASK_PASSAGE_STORY] = "¿Cuándo ha trabajado usted así y cómo fue?",
        [PHRASE_PROBE_DETAIL] = "¿Podría explicarlo con un poco más de detalle?",
        [PHRASE_PROBE_OWN_PART] = "¿Cuál fue su propia parte en eso?",
        [PHRASE_PROBE_RESULT] = "¿Y cómo terminó?",
        [PHRASE_PROBE_EXAMPLE] = "¿Puede darme un ejemplo real de su trabajo?",
        [PHRASE_PROBE_REASON] = "¿Por qué eligió ese camino y no otro?",
        [PHRASE_PROBE_MEASURE] = "¿Cómo supo que había funcionado?",
        [PHRASE_PROBE_ACTION] = "¿Qué hizo usted exactamente, paso a paso?",
        [PHRASE_AGAIN_SILENCE] =
                "Lo siento, no he oído ninguna respuesta. Tómese su tiempo. La pregunta era: {0}",
        [PHRASE_AGAIN_SHORT] =
                "Lo siento, fue demasiado corto para entenderlo. Una vez más, por favor: {0}",
        [PHRASE_AGAIN_UNCLEAR] =
                "Lo siento, no lo he entendido con claridad. ¿Podría repetirlo? {0}",
        [PHRASE_PANEL] = "Me llamo {0} y tengo la siguiente pregunta para usted.",
        [PHRASE_GREETING] =
                "Buenos días{0}, le doy la bienvenida. {1}Gracias por dedicarnos hoy su "
                "tiempo{2}. Responda con sus propias palabras y sin prisa.",
        [PHRASE_GOODBYE] =
                "Muchas gracias{0}. Esa fue la última pregunta. Sus respuestas están guardadas "
                "y una persona las leerá. Hasta pronto.",
};

_Static_assert(COUNT_OF(ENGLISH) == PHRASE_COUNT, "every phrase in English");
_Static_assert(COUNT_OF(GERMAN) == PHRASE_COUNT, "every phrase in German");
_Static_assert(COUNT_OF(SPANISH) == PHRASE_COUNT, "every phrase in Spanish");

const char *
plan_say(enum plan_phrase phrase, const char *language, const char *first, const char *second,
         const char *third, struct arena *arena)
{
        const char *const texts[] = {first, second, third};
        const char *const *phrases = ENGLISH;
        OWN(buf_close) struct buf buf = buf_open(SAID_BYTES_MOST);
        if (language_is(language, "de"))
                phrases = GERMAN;
        else if (language_is(language, "es"))
                phrases = SPANISH;
        for (const char *at = phrases[phrase]; *at != '\0'; at++) {
                if (at[0] == '{' && at[1] >= '0' && at[1] <= '2' && at[2] == '}') {
                        const char *text = texts[at[1] - '0'];
                        buf_text(&buf, text == NULL ? "" : text);
                        at += 2;
                } else {
                        buf_char(&buf, *at);
                }
        }
        return arena_text(arena, buf_string(&buf));
}
