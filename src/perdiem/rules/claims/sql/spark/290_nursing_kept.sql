-- nursing_kept: one row a standing nursing line of a member for whom limits of nursing hold, with the units that they leave.
-- Visits are taken in order of day, first visits before added hours, then billing order; each keeps as many whole units
-- as every cap leaves after what the visits before it kept: a fold over the visits of one member.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH limited AS (
  SELECT DISTINCT
    s.member_key
  FROM standing AS s
  JOIN c_version AS v
    ON v.contract_version = s.contract_version
  WHERE
    s.is_nursing
    AND COALESCE(
      v.hours_per_day,
      v.hours_per_week,
      v.visits_per_day,
      v.visits_per_week,
      v.visits_per_year,
      v.visits_per_course
    ) IS NOT NULL
), counted AS (
  SELECT
    u.member_key,
    u.seq,
    u.first_day,
    CASE WHEN u.code = '99601' THEN 2 ELSE 1 END AS hours,
    CASE WHEN u.code = '99601' THEN 1 ELSE 0 END AS visits,
    CAST(FLOOR(u.units_left) AS INT) AS units,
    u.contract_version
  FROM line_units AS u
  JOIN limited AS m
    ON m.member_key = u.member_key
  WHERE
    u.is_nursing
), service AS (
  SELECT
    s.member_key,
    s.seq,
    s.first_day,
    s.last_day
  FROM standing AS s
  JOIN (
    SELECT DISTINCT
      member_key
    FROM counted
  ) AS n
    ON n.member_key = s.member_key
  WHERE
    s.is_therapy OR s.is_nursing
), opened AS (
  SELECT
    member_key,
    seq,
    first_day,
    CASE
      WHEN first_day - 30 > MAX(last_day) OVER (
        PARTITION BY member_key
        ORDER BY first_day NULLS LAST, seq NULLS LAST
        rows BETWEEN UNBOUNDED preceding AND 1 preceding
      )
      THEN 1
      ELSE 0
    END AS is_new_course
  FROM service
), course AS (
  SELECT
    member_key,
    seq,
    CAST(SUM(is_new_course) OVER (
      PARTITION BY member_key
      ORDER BY first_day NULLS LAST, seq NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS INT) AS course
  FROM opened
), visit AS (
  SELECT
    c.member_key,
    ARRAY(
      STRUCT(
        c.first_day AS day,
        1 - c.visits AS added,
        c.seq AS seq,
        k.course AS course,
        c.hours AS hours,
        c.visits AS visits,
        c.units AS units,
        v.hours_per_day AS hours_per_day,
        v.hours_per_week AS hours_per_week,
        v.visits_per_day AS visits_per_day,
        v.visits_per_week AS visits_per_week,
        v.visits_per_year AS visits_per_year,
        v.visits_per_course AS visits_per_course,
        0 AS kept
      )
    ) AS one
  FROM counted AS c
  JOIN c_version AS v
    ON v.contract_version = c.contract_version
  JOIN course AS k
    ON k.member_key = c.member_key AND k.seq = c.seq
), walked AS (
  SELECT
    member_key,
    AGGREGATE(
      ARRAY_SORT(COLLECT_LIST(one)),
      CAST(ARRAY() AS ARRAY<
        STRUCT<
          day: DATE,
          added: INT,
          seq: INT,
          course: INT,
          hours: INT,
          visits: INT,
          units: INT,
          hours_per_day: INT,
          hours_per_week: INT,
          visits_per_day: INT,
          visits_per_week: INT,
          visits_per_year: INT,
          visits_per_course: INT,
          kept: INT
        >
      >),
      (done, x) -> CONCAT(
        done,
        ARRAY(
          STRUCT(
            x[0].day AS day,
            x[0].added AS added,
            x[0].seq AS seq,
            x[0].course AS course,
            x[0].hours AS hours,
            x[0].visits AS visits,
            x[0].units AS units,
            x[0].hours_per_day AS hours_per_day,
            x[0].hours_per_week AS hours_per_week,
            x[0].visits_per_day AS visits_per_day,
            x[0].visits_per_week AS visits_per_week,
            x[0].visits_per_year AS visits_per_year,
            x[0].visits_per_course AS visits_per_course,
            CAST(GREATEST(
              0,
              LEAST(
                x[0].units,
                CASE
                  WHEN x[0].hours_per_day IS NULL OR x[0].hours = 0
                  THEN x[0].units
                  ELSE (
                    x[0].hours_per_day - AGGREGATE(
                      TRANSFORM(FILTER(done, e -> e.day = x[0].day), e -> e.kept * e.hours),
                      0,
                      (total, one) -> total + one
                    )
                  ) DIV x[0].hours
                END,
                CASE
                  WHEN x[0].hours_per_week IS NULL OR x[0].hours = 0
                  THEN x[0].units
                  ELSE (
                    x[0].hours_per_week - AGGREGATE(
                      TRANSFORM(
                        FILTER(done, e -> e.day > x[0].day - 7 AND e.day <= x[0].day),
                        e -> e.kept * e.hours
                      ),
                      0,
                      (total, one) -> total + one
                    )
                  ) DIV x[0].hours
                END,
                CASE
                  WHEN x[0].visits_per_day IS NULL OR x[0].visits = 0
                  THEN x[0].units
                  ELSE (
                    x[0].visits_per_day - AGGREGATE(
                      TRANSFORM(FILTER(done, e -> e.day = x[0].day), e -> e.kept * e.visits),
                      0,
                      (total, one) -> total + one
                    )
                  ) DIV x[0].visits
                END,
                CASE
                  WHEN x[0].visits_per_week IS NULL OR x[0].visits = 0
                  THEN x[0].units
                  ELSE (
                    x[0].visits_per_week - AGGREGATE(
                      TRANSFORM(
                        FILTER(done, e -> e.day > x[0].day - 7 AND e.day <= x[0].day),
                        e -> e.kept * e.visits
                      ),
                      0,
                      (total, one) -> total + one
                    )
                  ) DIV x[0].visits
                END,
                CASE
                  WHEN x[0].visits_per_year IS NULL OR x[0].visits = 0
                  THEN x[0].units
                  ELSE (
                    x[0].visits_per_year - AGGREGATE(
                      TRANSFORM(FILTER(done, e -> YEAR(e.day) = YEAR(x[0].day)), e -> e.kept * e.visits),
                      0,
                      (total, one) -> total + one
                    )
                  ) DIV x[0].visits
                END,
                CASE
                  WHEN x[0].visits_per_course IS NULL OR x[0].visits = 0
                  THEN x[0].units
                  ELSE (
                    x[0].visits_per_course - AGGREGATE(
                      TRANSFORM(FILTER(done, e -> e.course = x[0].course), e -> e.kept * e.visits),
                      0,
                      (total, one) -> total + one
                    )
                  ) DIV x[0].visits
                END
              )
            ) AS INT) AS kept
          )
        )
      )
    ) AS done
  FROM visit
  GROUP BY
    member_key
)
SELECT
  w.member_key,
  e.visit.seq AS seq,
  CAST(e.visit.kept AS DECIMAL(18, 4)) AS units_kept
FROM walked AS w
LATERAL VIEW
EXPLODE(w.done) e AS visit
