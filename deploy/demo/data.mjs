// What `make demo` fills an Earshot with: three postings, and four candidates for the first of them. Everybody is made up.

const QUESTIONS = [
        { text: 'Tell me about something that was too slow. What did you measure, and what did you change?',
                competency: 'Performance', difficulty: 'easy',
                expected: ['measured every step before changing anything', 'found the one query that was slow', 'added an index',
                        'compared the time before and after with real data'] },
        { text: 'Some messages arrive twice. How do you make sure that nothing is done twice?',
                competency: 'Reliability', difficulty: 'medium',
                expected: ['every message has a number of its own', 'the number is stored with a unique key',
                        'in the same transaction as the change', 'the second insert fails and nothing is done again'] },
        { text: 'Tell me about a time when something that you released broke. What did you do?',
                competency: 'Ownership', difficulty: 'medium',
                expected: ['told the people concerned', 'rolled back within minutes', 'found the cause in the logs',
                        'wrote a test that shows the problem'] },
        { text: 'Tell me about a disagreement in your team. How was it settled?',
                competency: 'Working with others', difficulty: 'medium',
                expected: ['asked both sides and listened to their concerns', 'proposed a small experiment',
                        'decided by the numbers and not by opinions'] },
];

export const POSTINGS = [
        {
                title: 'Backend engineer for orders',
                description: 'You keep the service that takes two hundred thousand orders a day running, and make it simpler. It is written in '
                        + 'C and Go on PostgreSQL, with a queue between the shop and the warehouses. You work with five other engineers, '
                        + 'review their changes as they review yours, and are on call one week in six.\n\n'
                        + 'We look for somebody who measures before they change, who tests what can break, and who tells others early when '
                        + 'something went wrong. Three years with a relational database in production are needed; the language you can learn here.',
                type: 'mixed', difficulty: 'medium', persona: 'friendly',
                focus_areas: ['database performance', 'messages and transactions', 'working in production'],
                question_set: QUESTIONS,
                limits: { max_answer_seconds: 180, max_turns: QUESTIONS.length, max_minutes: 25 },
        },
        {
                title: 'Customer support lead',
                description: 'You lead a team of eight who answer customers by telephone and mail in three languages. You plan the shifts, read '
                        + 'the difficult cases yourself, and bring what customers complain about to the people who can change it.\n\n'
                        + 'We look for somebody who has led a team, stays calm with angry people, and can show what became better and by how much.',
                type: 'behavioral', difficulty: 'medium', persona: 'friendly',
                focus_areas: ['leading a team', 'difficult conversations', 'learning from complaints'],
                limits: { max_answer_seconds: 240, max_turns: 6, max_minutes: 30 },
        },
        {
                title: 'Data analyst for returns',
                description: 'One parcel in seven comes back to us. You find out why: you join orders, sizes and reasons in SQL, check how far the '
                        + 'numbers can be trusted, and show buyers in one page what they should do differently.\n\n'
                        + 'We look for somebody who asks what a figure is for, knows basic statistics, and writes so that others understand it.',
                type: 'technical', difficulty: 'easy', persona: 'friendly',
                focus_areas: ['SQL', 'data quality', 'explaining results'],
                limits: { max_answer_seconds: 240, max_turns: 6, max_minutes: 30 },
        },
];

// `voice` of flite and its `stretch` (slt is hasty) are what the embedded recogniser understands best.
// `answers` in the order of the questions. Whoever has fewer than there are questions stays in the middle of the interview.
export const CANDIDATES = [
        {
                kind: 'strong', name: 'Jonas Ekberg', email: 'jonas.ekberg@example.org', voice: 'rms', stretch: 1,
                resume: ['Jonas Ekberg', 'Backend engineer, seven years',
                        'Experience',
                        'Nordhafen Parcels, backend engineer, 2021 to 2026: order service in Go and PostgreSQL, queue to the warehouses',
                        'Lumen Tickets, developer, 2019 to 2021: booking and payment in Java',
                        'Skills', 'PostgreSQL, Go, C, Linux, monitoring, testing',
                        'Education', 'BSc Computer Science, 2019'],
                answers: [
                        'In my last job I was responsible for the order service. The search page took six seconds, and customers complained. '
                                + 'I measured every step with real data, and I found that the database was reading the whole table. So I created an '
                                + 'index, and the page was ready in half a second. I learned to measure before I change anything.',
                        'I give each message its own number. The number is stored under a unique key, together with the change, in one '
                                + 'transaction. When the message comes again, the second insert fails, and nothing is done again. For example, in my '
                                + 'last project there were forty of them each day, and no customer paid twice. It costs us one more table.',
                        'Last year I made a change, and two hundred customers could not open their account. It was my mistake, because I had '
                                + 'not tested old accounts. First I told my manager and rolled back within five minutes. Then I found the reason in '
                                + 'the log, and I created a test that showed the problem. In the end no order was lost.',
                        'In my previous team two engineers could not agree on a new design. It was up to me to find a decision. I asked both '
                                + 'sides and listened to their concerns. Then I suggested a small experiment of two weeks. The result was thirty '
                                + 'percent faster, so we agreed on it. I learned to decide by numbers and not by opinions.',
                ],
        },
        {
                kind: 'middling', name: 'Amira Solano', email: 'amira.solano@example.org', voice: 'slt', stretch: 1.15,
                resume: ['Amira Solano', 'Software developer', 'Experience', 'Fernweh Travel, developer, 2022 to 2026: shop and search',
                        'Skills', 'Python, PostgreSQL, web services', 'Education', 'Diploma in Information Systems, 2022'],
                answers: [
                        'We had a page that was slow some time ago. The team looked at it together, and it was the database, I think. '
                                + 'We changed a few things, and after that it was better. The customers were happy with it.',
                        'I think that every message needs some kind of number. Then you can check if it was there already. We had a '
                                + 'library that did most of this for us, so it was never a big problem.',
                        'Yes, that happens in every team. Once there was a problem after a release, and some customers could not sign in. '
                                + 'We talked about it and then we rolled back. After that the team was more careful.',
                        'There was a discussion about a new design. Some people wanted it and others did not. We had a few meetings, and '
                                + 'in the end the manager decided. It was fine for me, because both ways were good.',
                ],
        },
        {
                kind: 'weak', name: 'Colin Marsh', email: 'colin.marsh@example.org', voice: 'rms', stretch: 1,
                resume: ['Colin Marsh', 'Looking for a first job with computers', 'Experience', 'Marsh and Sons, garden work, 2023 to 2026',
                        'Skills', 'Office programs'],
                answers: [
                        'My computer at home was very slow. It is quite old, and the fan is loud. I think I will buy a new one in the summer.',
                        'I do not know. I have never heard of that, to be honest.',
                        'Nothing really broke. If something does not work, somebody else takes care of it.',
                        'I get along with everybody. We do not argue much, and I do not like meetings.',
                ],
        },
        {
                kind: 'interrupted', name: 'Leonie Abt', email: 'leonie.abt@example.org', voice: 'slt', stretch: 1.15,
                resume: ['Leonie Abt', 'Database engineer', 'Experience', 'Talwerk Energy, database engineer, 2020 to 2026',
                        'Skills', 'PostgreSQL, Linux, C', 'Education', 'MSc Computer Science, 2020'],
                answers: [
                        'At my last job the nightly report took four hours. I measured each step and found that one query was sorting the '
                                + 'same rows again and again. I changed the order and added an index, and it was down to twenty minutes.',
                        'The sender gives a number to every message, and I store it with a unique key. When it comes again, the insert '
                                + 'fails and I know that the work was done already.',
                ],
        },
];

export const DECISION = { kind: 'strong', decision: 'advance',
        reason: 'Measures before changing, names own mistakes, figures in every answer. Second talk with the team about being on call.' };
