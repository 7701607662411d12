import Foundation
import Messages

extension BenchPostgres {
    private static let table = """
        CREATE TABLE event (
            id bigint PRIMARY KEY, institution integer NOT NULL, data bytea NOT NULL);

        """

    private static let projection = """
        CREATE TABLE standing (
            institution integer PRIMARY KEY, events integer NOT NULL, last bigint NOT NULL,
            data bytea NOT NULL);
        CREATE FUNCTION project() RETURNS trigger LANGUAGE plpgsql
            SET search_path = public AS $$
        BEGIN
            INSERT INTO standing VALUES (NEW.institution, 1, NEW.id, NEW.data)
            ON CONFLICT (institution) DO UPDATE SET
                events = standing.events + 1, last = EXCLUDED.last, data = EXCLUDED.data;
            RETURN NEW;
        END $$;

        """

    /// Tables, publication, and the records, the very bytes that our logs hold.
    func load(_ rows: String) throws {
        try sql(.publisher, Self.table + "CREATE TABLE stock (LIKE event);")
        try sql(.subscriber, Self.table + Self.projection)
        // The file is read by psql, which runs as another user.
        try BenchTool.run("/bin/chmod", ["644", rows])
        try sql(.publisher, "\\copy stock FROM '\(rows)'\n")
        try sql(
            .publisher,
            """
            ALTER TABLE stock ADD PRIMARY KEY (id);
            CREATE PUBLICATION bench FOR TABLE event;
            VACUUM ANALYZE stock; CHECKPOINT;
            """)
    }

    /// Rows per second of the first copy of the whole table, until the subscription streams.
    func initialCopy(_ form: Form, rows: Int) throws -> Double {
        if try number(.publisher, "SELECT count(*) FROM event") != Double(rows) {
            try sql(
                .publisher,
                "TRUNCATE event; INSERT INTO event SELECT * FROM stock LIMIT \(rows); CHECKPOINT;")
        }
        try prepareSubscriber(form)
        let seconds = try number(
            .subscriber,
            """
            SELECT clock_timestamp() AS began \\gset
            CREATE SUBSCRIPTION bench CONNECTION '\(connection)' PUBLICATION bench
                WITH (synchronous_commit = 'on');
            DO $$ BEGIN
                WHILE EXISTS (SELECT FROM pg_subscription_rel WHERE srsubstate <> 'r') LOOP
                    PERFORM pg_sleep(0.005);
                END LOOP;
            END $$;
            SELECT extract(epoch FROM clock_timestamp() - :'began'::timestamptz);
            """)
        let count = try number(.subscriber, "SELECT count(*) FROM event")
        try endSubscription()
        guard count == Double(rows), seconds > 0 else {
            throw BenchError.tool("PostgreSQL copied \(count) rows of \(rows).")
        }
        return Double(rows) / seconds
    }

    /// Rows per second applied from a backlog of transactions of `batch` rows, first to last row:
    /// the pace that the subscriber keeps up with.
    func apply(_ form: Form, rows: Int, batch: Int) throws -> Double {
        try sql(.publisher, "TRUNCATE event; CHECKPOINT;")
        try prepareSubscriber(form)
        try subscribe()
        try sql(.subscriber, "ALTER SUBSCRIPTION bench DISABLE;")
        try sql(
            .publisher,
            """
            DO $$ BEGIN
                FOR place IN 0..\(rows - 1) BY \(batch) LOOP
                    INSERT INTO event SELECT * FROM stock
                        WHERE id >= place AND id < place + \(batch);
                    COMMIT;
                END LOOP;
            END $$;
            """)
        let seconds = try number(
            .subscriber,
            """
            CREATE TEMPORARY TABLE moment (at timestamptz);
            ALTER SUBSCRIPTION bench ENABLE;
            DO $$ BEGIN
                WHILE NOT EXISTS (SELECT FROM event WHERE id = 0) LOOP
                    PERFORM pg_sleep(0.001);
                END LOOP;
                INSERT INTO moment VALUES (clock_timestamp());
                WHILE NOT EXISTS (SELECT FROM event WHERE id = \(rows - 1)) LOOP
                    PERFORM pg_sleep(0.001);
                END LOOP;
                INSERT INTO moment VALUES (clock_timestamp());
            END $$;
            SELECT extract(epoch FROM max(at) - min(at)) FROM moment;
            """)
        try endSubscription()
        return seconds > 0 ? Double(rows) / seconds : 0
    }

    /// Milliseconds from before an insert until its row is visible on the other side.
    func latencies(_ count: Int) throws -> [Double] {
        try sql(
            .publisher,
            "TRUNCATE event; ALTER TABLE event ADD COLUMN IF NOT EXISTS asked timestamptz;")
        try sql(.subscriber, "ALTER TABLE event ADD COLUMN IF NOT EXISTS asked timestamptz;")
        try prepareSubscriber(.plain)
        try subscribe()
        Thread.detachNewThread { [self] in insertOneByOne(count) }
        // One session looks without a pause, so the row is seen at once.
        let output = try sql(
            .subscriber,
            """
            SET statement_timeout = '120s';
            CREATE TEMPORARY TABLE seen (number serial, delay double precision);
            DO $$ DECLARE began timestamptz; BEGIN
                FOR place IN 0..\(count + Self.warmUp - 1) LOOP
                    LOOP
                        SELECT asked INTO began FROM event WHERE id = place;
                        EXIT WHEN FOUND;
                    END LOOP;
                    INSERT INTO seen (delay)
                        VALUES (1000 * extract(epoch FROM clock_timestamp() - began));
                END LOOP;
            END $$;
            SELECT string_agg(delay::text, ' ' ORDER BY number) FROM seen;
            """)
        try endSubscription()
        try sql(.publisher, "ALTER TABLE event DROP COLUMN asked;")
        try sql(.subscriber, "ALTER TABLE event DROP COLUMN asked;")
        return Array(
            output.split(separator: " ").compactMap { Double($0) }.dropFirst(Self.warmUp))
    }

    /// One row after the other, each once the one before it has arrived.
    private func insertOneByOne(_ count: Int) {
        // Losing the error is right: without rows the reading side runs into its time limit.
        _ = try? sql(
            .publisher,
            """
            DO $$ DECLARE written pg_lsn; BEGIN
                FOR place IN 0..\(count + Self.warmUp - 1) LOOP
                    INSERT INTO event SELECT place, institution, data, clock_timestamp()
                        FROM stock WHERE id = place;
                    written := pg_current_wal_insert_lsn();
                    COMMIT;
                    PERFORM pg_sleep(0.02);
                    -- The statistics are those of the moment only once they were forgotten. A row
                    -- is not inserted before the one before it has arrived: the probe measures
                    -- one row on its way, never a queue that built up while a worker began.
                    LOOP
                        PERFORM pg_stat_clear_snapshot();
                        EXIT WHEN EXISTS (SELECT FROM pg_stat_replication
                            WHERE state = 'streaming' AND flush_lsn >= written);
                        PERFORM pg_sleep(0.002);
                    END LOOP;
                END LOOP;
            END $$;
            """)
    }

    /// Rows whose delays do not count: plans and caches are made with them.
    private static let warmUp = 20

    func prepareSubscriber(_ form: Form) throws {
        try sql(
            .subscriber,
            """
            TRUNCATE event, standing;
            DROP TRIGGER IF EXISTS project ON event;

            """
                + (form == .plain
                    ? ""
                    : """
                    CREATE TRIGGER project BEFORE INSERT ON event
                        FOR EACH ROW EXECUTE FUNCTION project();
                    ALTER TABLE event ENABLE ALWAYS TRIGGER project;

                    """) + "CHECKPOINT;")
    }

    /// A subscription to what comes from now on.
    func subscribe() throws {
        try sql(
            .subscriber,
            """
            CREATE SUBSCRIPTION bench CONNECTION '\(connection)' PUBLICATION bench
                WITH (copy_data = false, synchronous_commit = 'on');
            """)
    }

    func endSubscription() throws { try sql(.subscriber, "DROP SUBSCRIPTION bench;") }
}
