-- document_insert :one
-- None where the posting has the very same file already.
INSERT INTO document (id, organisation_id, posting_id, filename, mime, pages, characters, warnings,
                      media_key, sha256, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (posting_id, sha256) DO NOTHING
RETURNING id;

-- document_list :many
-- One of them ($5), or a page of them.
SELECT d.id, d.filename, d.mime, d.pages, d.characters, d.warnings,
       (SELECT count(*) FROM passage s WHERE s.document_id = d.id) AS passages,
       rfc3339(d.created_at) AS created_at
FROM document d
WHERE d.posting_id = $1 AND d.organisation_id = $2 AND ($3::uuid IS NULL OR d.id < $3)
      AND ($5::uuid IS NULL OR d.id = $5)
ORDER BY d.id DESC LIMIT $4;

-- document_by_digest :one
SELECT id FROM document WHERE posting_id = $1 AND organisation_id = $2 AND sha256 = $3;

-- document_delete :one
DELETE FROM document WHERE id = $1 AND posting_id = $2 AND organisation_id = $3
RETURNING media_key;

-- posting_for_documents :one
-- Locked: documents are counted and compared one after the other.
SELECT p.language, (SELECT count(*) FROM document d WHERE d.posting_id = p.id) AS documents
FROM posting p
WHERE p.id = $1 AND p.organisation_id = $2 AND p.deleted_at IS NULL FOR UPDATE OF p;

-- passage_insert :none
-- $5: [{heading, body}, ...], in their order. Headings say what a passage is about: their words
-- count like its own. Without a language it is that of the interview.
INSERT INTO passage (posting_id, document_id, interview_id, ordinal, heading, body, search)
SELECT $1, $2, $3, p.ordinal, p.value ->> 'heading', p.value ->> 'body',
       to_tsvector(search_configuration(
                           coalesce($4, (SELECT i.language FROM interview i WHERE i.id = $3))),
                   p.value ->> 'heading' || ' ' || (p.value ->> 'body'))
FROM jsonb_array_elements($5::jsonb) WITH ORDINALITY AS p (value, ordinal);

-- passage_forget_resume :none
DELETE FROM passage WHERE interview_id = $1;

-- passage_find :many
-- The passages of a posting's documents and of an interview's resume that speak of a text, best
-- first. The rank is Okapi BM25 (Robertson and Zaragoza 2009; k1 = 1.2, b = 0.75) with every word
-- counted once, for passages are short.
WITH asked AS MATERIALIZED (
        SELECT lexeme AS word, quote_literal(lexeme)::tsquery AS query
        FROM unnest(to_tsvector(search_configuration($3), $4)) LIMIT 100),
size AS MATERIALIZED (
        SELECT count(*)::float AS n, greatest(avg(length), 1)::float AS length FROM passage
        WHERE posting_id = $1 OR interview_id = $2),
hit AS MATERIALIZED (
        SELECT a.word, p.id, p.length FROM asked a JOIN passage p ON p.search @@ a.query
        WHERE p.posting_id = $1 OR p.interview_id = $2),
rarity AS (
        SELECT word, ln(1 + (size.n - count(*) + 0.5) / (count(*) + 0.5)) AS weight
        FROM hit, size GROUP BY word, size.n),
ranked AS (
        SELECT h.id, sum(r.weight) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * h.length / size.length))
                AS rank
        FROM hit h JOIN rarity r ON r.word = h.word, size
        GROUP BY h.id, h.length, size.length ORDER BY rank DESC, h.id LIMIT $5)
SELECT p.id, p.heading, p.body, d.filename, ranked.rank
FROM ranked JOIN passage p ON p.id = ranked.id LEFT JOIN document d ON d.id = p.document_id
ORDER BY ranked.rank DESC, p.id;

-- passage_near :many
-- The passages whose vectors are nearest to one, by the cosine, compared one by one: a posting has
-- few enough of them. $3: the model, $4: the vector.
SELECT p.id, p.heading, p.body, d.filename, near.rank
FROM (SELECT s.id, (SELECT sum(u.a * u.b) FROM unnest(s.embedding, $4::real[]) AS u (a, b)) AS rank
      FROM (SELECT id, embedding FROM passage
            WHERE (posting_id = $1 OR interview_id = $2) AND embedding_model = $3
              AND cardinality(embedding) = cardinality($4::real[])
            ORDER BY id LIMIT 2000) s
      ORDER BY rank DESC, s.id LIMIT $5) near
JOIN passage p ON p.id = near.id LEFT JOIN document d ON d.id = p.document_id
WHERE near.rank > 0
ORDER BY near.rank DESC, p.id;

-- passage_unembedded :many
SELECT p.id, p.heading, p.body, coalesce(o.organisation_id, i.organisation_id) AS organisation_id
FROM passage p
LEFT JOIN posting o ON o.id = p.posting_id
LEFT JOIN interview i ON i.id = p.interview_id
WHERE p.embedding_model IS DISTINCT FROM $1 AND p.id > $2 ORDER BY p.id LIMIT $3;

-- passage_embed :none
-- $2: [{id, embedding: [number, ...]}, ...]
UPDATE passage p
SET embedding = translate(v.value ->> 'embedding', '[]', '{}')::real[], embedding_model = $1
FROM jsonb_array_elements($2::jsonb) AS v
WHERE p.id = (v.value ->> 'id')::bigint;

-- passage_wants_embedding :one
-- Whether a job for it is missing. One that was given up is not made anew at once.
SELECT EXISTS (SELECT FROM passage WHERE embedding_model IS DISTINCT FROM $1)
       AND NOT EXISTS (SELECT FROM job WHERE kind = 'embedding'
                       AND (finished_at IS NULL OR given_up_at > now() - interval '1 hour'))
       AS wants;

-- passage_has_vectors :one
SELECT EXISTS (SELECT FROM passage
               WHERE (posting_id = $1 OR interview_id = $2) AND embedding_model = $3) AS has;
