// What is spoken to measure recognisers: answers such as candidates give.
export const TEXTS = {
        service: `In my last position I was responsible for the payment service of a large shop. When I arrived, the
service failed almost every week, and nobody knew exactly why. I started by collecting the reports of the last six
months and sorted them by cause. Two thirds of the failures came from one old library that lost connections under load.
I proposed to replace it, wrote a small test that showed the problem, and convinced my manager to give me three weeks.
We finished in two weeks, the number of failures dropped by eighty percent, and the team could finally work on new
features again.`,
        search: `Our customers complained that the search page was slow. I looked at the logs first and saw that most of
the time was spent in the database. We had never thought about indexes, because the tables were small in the beginning.
I wrote down the ten slowest queries, talked about each of them with a colleague, and changed seven. After that the page
needed less than half a second. What I learned is that you should measure before you change anything, and that you
should tell people about the result, because they had already given up hope.`,
        conflict: `There was a conflict in the team about how we should review our work. Two of the older developers did
not want to wait for a review, and the younger ones felt ignored. I asked everybody to write down what they expected and
what they were afraid of. Then we met for one hour and agreed on three simple rules. A review must be done within one
day, it must be about the code and not about the person, and small changes may go in without it. It was not perfect, but
after a month nobody wanted to go back.`,
        mistake: `The biggest mistake I made was to promise a date without asking the people who would do the work. A
customer needed a new report before the end of the quarter, and I said yes in the meeting. It turned out that the data
did not exist in one place. I went back to the customer on the next morning, explained what had happened, and offered
them a smaller report that we could finish in time. They were not happy, but they accepted it. Since then I never give a
date in a meeting. I say when I will know the date.`,
        system: `If I had to design a system that sends messages to millions of users, I would begin with a queue. The
service that accepts a message should only check it, store it, and put it into the queue. Workers read from the queue
and send. When a worker dies, another one takes the message again, so every message needs a number, and the receiver must
ignore what it has already seen. I would count what goes in and what comes out, and raise an alarm when the difference
grows. I would not build it on more than one region before somebody shows me that we need it.`,
};
