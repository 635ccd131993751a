#include "interview/plan_reply.h"

#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/word_lists.h"

enum { MINUTES_DEFAULT = 35, TURNS_DEFAULT = 10 };

// A sentence in English, German and Spanish.
struct said_in {
        const char *texts[3];
};

static const char *
in_language(struct said_in said, const char *language)
{
        if (language_is(language, "de"))
                return said.texts[1];
        return said.texts[language_is(language, "es") ? 2 : 0];
}

static const struct said_in REPEAT[] = {
        {{"Of course. I will say it once more.", "Natürlich. Ich sage es noch einmal.",
          "Por supuesto. Se lo repito."}},
        {{"Gladly, one more time.", "Gern, noch einmal.", "Con gusto, una vez más."}},
};

static const struct said_in MOMENT[] = {
        {{"Of course, take your time. Whenever you are ready:",
          "Natürlich, nehmen Sie sich Zeit. Wenn Sie so weit sind:",
          "Claro, tómese su tiempo. Cuando quiera:"}},
        {{"There is no hurry. The question was:", "Es eilt nicht. Die Frage war:",
          "No hay prisa. La pregunta era:"}},
};

// What an answer may be like, by the kind of the question.
static const struct {
        const char *kind; // NULL: any other
        struct said_in said;
} SHAPES[] = {
        {"behavioral",
         {{"Let me put it differently. Think of one real situation at work, and tell me what "
           "happened, what you did and how it ended. My question is:",
           "Ich sage es anders. Denken Sie an eine wirkliche Situation bei der Arbeit. Erzählen "
           "Sie, was geschah, was Sie taten und wie es ausging. Meine Frage ist:",
           "Se lo digo de otra manera. Piense en una situación real de su trabajo y cuénteme qué "
           "pasó, qué hizo usted y cómo terminó. Mi pregunta es:"}}},
        {"technical",
         {{"Let me put it differently. I would like to hear how you would go about it and why, in "
           "plain words. An example from your work is welcome. My question is:",
           "Ich sage es anders. Ich möchte hören, wie Sie vorgehen würden und warum, in einfachen "
           "Worten. Ein Beispiel aus Ihrer Arbeit ist willkommen. Meine Frage ist:",
           "Se lo digo de otra manera. Me gustaría oír cómo lo haría usted y por qué, con palabras "
           "sencillas. Un ejemplo de su trabajo es bienvenido. Mi pregunta es:"}}},
        {"system_design",
         {{"Let me put it differently. Describe the parts that you would build and how they work "
           "together, and say what you assume. My question is:",
           "Ich sage es anders. Beschreiben Sie die Teile, die Sie bauen würden, und wie sie "
           "zusammenarbeiten, und sagen Sie, was Sie annehmen. Meine Frage ist:",
           "Se lo digo de otra manera. Describa las partes que construiría y cómo trabajan "
           "juntas, y diga qué supone. Mi pregunta es:"}}},
        {"cultural_fit",
         {{"Let me put it differently. There is no right or wrong here. I would like to hear what "
           "matters to you, and why. My question is:",
           "Ich sage es anders. Es gibt hier kein Richtig oder Falsch. Ich möchte hören, was Ihnen "
           "wichtig ist und warum. Meine Frage ist:",
           "Se lo digo de otra manera. Aquí no hay respuestas correctas ni incorrectas. Me "
           "gustaría "
           "oír qué es importante para usted y por qué. Mi pregunta es:"}}},
        {"closing",
         {{"If there is something that you would like us to know, please say it now. If not, a no "
           "is fine. The question was:",
           "Wenn wir noch etwas wissen sollten, sagen Sie es bitte jetzt. Wenn nicht, genügt ein "
           "Nein. Die Frage war:",
           "Si hay algo que quiera que sepamos, dígalo ahora, por favor. Si no, basta con un no. "
           "La "
           "pregunta era:"}}},
        {NULL,
         {{"Let me put it differently. A few sentences in your own words are enough. My question "
           "is:",
           "Ich sage es anders. Ein paar Sätze in Ihren eigenen Worten genügen. Meine Frage ist:",
           "Se lo digo de otra manera. Bastan unas frases con sus propias palabras. Mi pregunta "
           "es:"}}},
};

static const struct said_in FOLLOW_UP = {
        {"I mean what you have just told me, and I would like to hear a little more about it. My "
         "question is:",
         "Ich meine das, was Sie eben erzählt haben, und möchte etwas mehr darüber hören. Meine "
         "Frage ist:",
         "Me refiero a lo que acaba de contarme, y me gustaría oír un poco más. Mi pregunta es:"}};

static const struct said_in AS_IT_STANDS = {
        {"Take it as you understand it, say what you assume, and start where it is easiest for "
         "you. "
         "The question was:",
         "Nehmen Sie sie so, wie Sie sie verstehen, sagen Sie, was Sie annehmen, und beginnen Sie, "
         "wo es Ihnen am leichtesten fällt. Die Frage war:",
         "Tómela como la entienda, diga qué supone y empiece por donde le resulte más fácil. La "
         "pregunta era:"}};

// Answers to questions back; "{0}" and "{1}" are figures or the role's title.
static const struct said_in TOPICS[PLAN_TOPICS] = {
        [PLAN_TOPIC_ANY] =
                {{"That is up to you. Take it in the way that you know best, and say what "
                  "you have chosen. The question was:",
                  "Das ist Ihnen überlassen. Nehmen Sie es so, wie Sie es am besten "
                  "kennen, und sagen Sie, was Sie gewählt haben. Die Frage war:",
                  "Eso lo decide usted. Tómelo como mejor lo conozca y diga qué ha "
                  "elegido. La pregunta era:"}},
        [PLAN_TOPIC_TIME] =
                {{"There are about {0} minutes left for all of it, and you may take up "
                  "to {1} for an answer. The question was:",
                  "Für alles zusammen bleiben ungefähr {0} Minuten, und für eine Antwort "
                  "bis zu {1}. Die Frage war:",
                  "Quedan unos {0} minutos en total, y puede usar hasta {1} para una "
                  "respuesta. La pregunta era:"}},
        [PLAN_TOPIC_COUNT] = {{"This is question {0} of at most {1}. It was:",
                               "Das ist Frage {0} von höchstens {1}. Sie war:",
                               "Esta es la pregunta {0} de un máximo de {1}. Era:"}},
        [PLAN_TOPIC_EXAMPLE] =
                {{"Yes, any real example is fine, from a job, from your studies or "
                  "from something else you did. The question was:",
                  "Ja, jedes wirkliche Beispiel ist gut, aus einer Arbeit, aus der "
                  "Ausbildung oder aus etwas anderem. Die Frage war:",
                  "Sí, cualquier ejemplo real vale, de un trabajo, de sus estudios o "
                  "de otra cosa que haya hecho. La pregunta era:"}},
        [PLAN_TOPIC_ROLE] = {{"We are talking about the role of {0}. More about it you can ask the "
                              "people who invited you. The question was:",
                              "Wir sprechen über die Stelle {0}. Mehr dazu sagen Ihnen gern die "
                              "Menschen, die Sie eingeladen haben. Die Frage war:",
                              "Hablamos del puesto de {0}. Las personas que le han invitado pueden "
                              "contarle más. La pregunta era:"}},
        [PLAN_TOPIC_MACHINE] =
                {{"I am a computer program. I ask the questions, and people read "
                  "your answers. The question was:",
                  "Ich bin ein Computerprogramm. Ich stelle die Fragen, und Menschen "
                  "lesen Ihre Antworten. Die Frage war:",
                  "Soy un programa de ordenador. Yo hago las preguntas y unas "
                  "personas leen sus respuestas. La pregunta era:"}},
        [PLAN_TOPIC_RECORD] =
                {{"What you answer is saved, and the people who hire for this role can "
                  "read it. The question was:",
                  "Was Sie antworten, wird gespeichert, und die Menschen, die über die "
                  "Stelle entscheiden, können es lesen. Die Frage war:",
                  "Lo que responde se guarda, y las personas que deciden sobre el "
                  "puesto pueden leerlo. La pregunta era:"}},
        [PLAN_TOPIC_OUTCOME] = {{"I cannot say anything about that. The people who read this "
                                 "interview will see that you asked. My question was:",
                                 "Dazu kann ich nichts sagen. Die Menschen, die dieses Gespräch "
                                 "lesen, sehen, dass Sie gefragt haben. Meine Frage war:",
                                 "Sobre eso no puedo decir nada. Las personas que lean esta "
                                 "entrevista verán que lo ha preguntado. Mi pregunta era:"}},
};

static const struct said_in NO_IDEA[] = {
        {{"That is fine.", "Das macht nichts.", "No pasa nada."}},
        {{"No problem, let us turn to something else.",
          "Kein Problem, sprechen wir über etwas anderes.",
          "No hay problema, hablemos de otra cosa."}},
        {{"All right, thank you for saying so.", "In Ordnung, danke, dass Sie es sagen.",
          "De acuerdo, gracias por decirlo."}},
};

static const struct said_in DECLINED = {{"That is perfectly all right, we will leave it out.",
                                         "Das ist völlig in Ordnung, wir lassen es aus.",
                                         "Está perfectamente bien, lo dejamos."}};

static const struct said_in SKIPPED = {
        {"Of course, let us go on.", "Natürlich, machen wir weiter.", "Claro, sigamos."}};

static const struct said_in LEFT = {{"Never mind, let us leave that and go on.",
                                     "Nicht schlimm, lassen wir das und machen weiter.",
                                     "No importa, dejémoslo y sigamos."}};

static const char *
shape_of(const struct plan_input *input, const struct question *question)
{
        const char *language = input->posting->language;
        size_t i = 0;
        if (question->is_follow_up)
                return in_language(FOLLOW_UP, language);
        while (SHAPES[i].kind != NULL && !text_equals(SHAPES[i].kind, question->kind))
                i++;
        return in_language(SHAPES[i].said, language);
}

// The text with "{0}" and "{1}" replaced.
static const char *
filled(const char *text, const char *first, const char *second, struct arena *arena)
{
        const char *const values[] = {first, second};
        const char *made = "";
        for (;;) {
                const char *mark = strchr(text, '{');
                if (mark == NULL)
                        return arena_print(arena, "%s%s", made, text);
                made = arena_print(arena, "%s%.*s%s", made, (int)(mark - text), text,
                                   values[mark[1] - '0']);
                text = mark + 3;
        }
}

static const char *
answer_to(const struct plan_input *input, enum plan_topic topic, struct arena *arena)
{
        const struct limits *limits = &input->posting->limits;
        const char *title = input->posting->title;
        int minutes = limits->max_minutes > 0 ? limits->max_minutes : MINUTES_DEFAULT;
        int turns = limits->max_turns > 0 ? limits->max_turns : TURNS_DEFAULT;
        int left = (minutes * 60 - input->elapsed_seconds) / 60;
        int answer = limits->max_answer_seconds / 60;
        if (topic == PLAN_TOPIC_ROLE && (title == NULL || title[0] == '\0'))
                topic = PLAN_TOPIC_OUTCOME;
        // A minute is the least that is said to be left.
        if (topic == PLAN_TOPIC_TIME && (left < 2 || answer < 2))
                topic = PLAN_TOPIC_COUNT;
        const char *text = in_language(TOPICS[topic], input->posting->language);
        if (topic == PLAN_TOPIC_TIME)
                return filled(text, arena_print(arena, "%d", left),
                              arena_print(arena, "%d", answer), arena);
        if (topic == PLAN_TOPIC_COUNT)
                return filled(text, arena_print(arena, "%zu", input->turn_count + 1),
                              arena_print(arena, "%d", turns), arena);
        return filled(text, title == NULL ? "" : title, "", arena);
}

// At the end it is the candidate who asks, and nothing is left to be chosen.
static enum plan_topic
topic_of(struct plan_heard heard, const struct question *question)
{
        return heard.topic == PLAN_TOPIC_ANY && text_equals(question->kind, "closing")
                       ? PLAN_TOPIC_OUTCOME
                       : heard.topic;
}

const char *
plan_reply(const struct plan_input *input, struct plan_heard heard, const struct question *question,
           int acts_before, struct arena *arena)
{
        const char *language = input->posting->language;
        size_t again = acts_before > 0 ? 1 : 0;
        const char *before = in_language(REPEAT[again], language);
        if (heard.act == PLAN_ACT_MOMENT)
                before = in_language(MOMENT[again], language);
        else if (heard.act == PLAN_ACT_QUESTION_BACK)
                before = answer_to(input, topic_of(heard, question), arena);
        else if (heard.act == PLAN_ACT_REPHRASED)
                before =
                        again > 0 ? in_language(AS_IT_STANDS, language) : shape_of(input, question);
        return arena_print(arena, "%s %s", before, question->text);
}

const char *
plan_before_next(const struct plan_input *input, struct arena *arena)
{
        const char *language = input->posting->language;
        if (input->turn_count == 0)
                return NULL;
        const struct plan_turn *last = &input->turns[input->turn_count - 1];
        enum plan_act act = plan_listen(last->transcript, arena).act;
        if (last->status == PLAN_FAILED)
                return in_language(LEFT, language);
        if (last->status == PLAN_SKIPPED)
                return last->transcript == NULL
                               ? NULL
                               : in_language(act == PLAN_ACT_DECLINED ? DECLINED : SKIPPED,
                                             language);
        if (act == PLAN_ACT_NO_IDEA)
                return in_language(NO_IDEA[input->turn_count % COUNT_OF(NO_IDEA)], language);
        return act == PLAN_ACT_NONE ? NULL : in_language(LEFT, language);
}
