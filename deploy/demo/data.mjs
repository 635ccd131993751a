// What `make demo` fills an Earshot with: three postings, and eight candidates for the first of them. Everybody is made up.

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
// Who has no voice writes the answers. `answers` in the order of the questions. Whoever has fewer than there are questions stays in the middle of the interview.
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
        {
                kind: 'solid', name: 'Priya Raman', email: 'priya.raman@example.org',
                resume: ['Priya Raman', 'Backend developer, five years', 'Experience', 'Kestrel Logistics, backend developer, 2021 to 2026: tracking of parcels',
                        'Skills', 'PostgreSQL, Java, monitoring', 'Education', 'BSc Mathematics, 2021'],
                answers: [
                        'The list of parcels took four seconds for large customers. I logged the time of every query for a week, and one query without an '
                                + 'index took nearly all of it. I added the index on a copy first, compared both with real data, and then released it. '
                                + 'The list took 300 milliseconds afterwards.',
                        'Each event from the scanners has an id. I insert the id into a table with a unique key in the same transaction as the change of '
                                + 'the parcel. If the event comes again, the insert fails, the transaction is rolled back, and nothing happens twice.',
                        'I released a change that sent some customers the same mail three times. I told support at once and switched the mail off. Then I '
                                + 'read the logs, found that a retry had no limit, and wrote a test that fails without the limit. I wrote an apology with support.',
                        'Two colleagues wanted different ways to store addresses. I asked each of them what could go wrong with the other way, and we wrote '
                                + 'it down. In the end we tried one of them for a month, and the number of wrong addresses fell by half, so we kept it.',
                ],
        },
        {
                kind: 'brief', name: 'Tomas Leal', email: 'tomas.leal@example.org',
                resume: ['Tomas Leal', 'Developer', 'Experience', 'Quintal Software, developer, 2020 to 2026: invoices', 'Skills', 'SQL, C#, queues', 'Education', 'Vocational school, 2020'],
                answers: [
                        'A report was slow. I looked at the plan of the query, saw a full scan, and added an index. It was fast then.',
                        'Unique key on the message number. The second insert fails.',
                        'I released a wrong tax rate. I rolled back within ten minutes and wrote a test for it.',
                        'We had two opinions about a library. I made a small test with both, and we took the faster one.',
                ],
        },
        {
                kind: 'thorough', name: 'Hanne Brekke', email: 'hanne.brekke@example.org',
                resume: ['Hanne Brekke', 'Engineer for payments', 'Experience', 'Fjellbank, engineer, 2018 to 2026: payments', 'Skills', 'PostgreSQL, Go, messaging, on call', 'Education', 'MSc Informatics, 2018'],
                answers: [
                        'Closing the day took our payments two hours. I first measured every step for three nights, because everybody had another opinion. '
                                + 'Seventy percent was one join that read the whole history. I kept the last thirty days in a table of their own, and I checked '
                                + 'with last year\'s data that the sums were the same. It took fifteen minutes after that, and we measure it every night since.',
                        'Banks send the same payment again when they hear nothing from us. Each has a reference of its own. I store it with a unique key in '
                                + 'the same transaction as the booking, so the second one fails and is answered as if it were the first. We also count how '
                                + 'often that happens: forty times in a usual week.',
                        'Two years ago I changed the rounding of fees, and eleven customers paid one cent too much. I found it myself the next morning in the '
                                + 'daily comparison, told my manager and the customers, and rolled back. The cause was a test that used whole numbers alone. '
                                + 'I added real ones, and we paid everybody back the same week.',
                        'Operations and we disagreed about who is called at night. I asked both sides to write down the last ten calls and what they had '
                                + 'needed. Six of them only we could solve. So we took the calls, and got a free day after each. Both sides agreed to it, and '
                                + 'after three months there were half as many calls.',
                ],
        },
        {
                kind: 'vague', name: 'Oskar Lind', email: 'oskar.lind@example.org',
                resume: ['Oskar Lind', 'Consultant', 'Experience', 'Various projects, 2019 to 2026', 'Skills', 'Agile methods, cloud'],
                answers: [
                        'Performance is always a topic. One should look at the whole system and use modern tools, then it usually gets better.',
                        'There are patterns for that. It depends on the architecture, but a good design avoids such problems from the beginning.',
                        'In every project something breaks sometime. Communication is the most important thing then, and the team has to stand together.',
                        'I am a team player. If there are disagreements we talk about them openly until everybody is happy.',
                ],
        },
];

// What people have decided and scored; the others wait for it.
export const JUDGED = [
        { kind: 'strong', decision: 'advance', scores: { knowledge: 7.5, judgement: 7, story: 8.5, collaboration: 7, ownership: 8 },
                reason: 'Measures before changing, names own mistakes, figures in every answer. Second talk with the team about being on call.' },
        { kind: 'solid', decision: 'advance', scores: { knowledge: 7, story: 7, collaboration: 6, ownership: 7 },
                reason: 'Careful with real data, and honest about the mails that went out three times. Little about the team.' },
        { kind: 'brief', decision: 'hold', scores: { knowledge: 5, story: 3.5, ownership: 4.5 },
                reason: 'All of it is right, but so short that we do not know how much was their own. Ask again in a talk.' },
        { kind: 'vague', decision: 'reject', scores: { knowledge: 1, story: 1, collaboration: 2, ownership: 1 },
                reason: 'General words in all four answers; nothing that they did themselves.' },
        { kind: 'weak', decision: 'reject', scores: { knowledge: 0.5, story: 0.5, collaboration: 2 },
                reason: 'No work with databases or services yet; friendly, and welcome to apply for the traineeship.' },
];
