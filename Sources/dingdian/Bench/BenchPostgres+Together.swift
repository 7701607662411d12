import Foundation

extension BenchPostgres {
    /// Rows per second from the first insert until the last row is on the other side, while several
    /// sessions insert transactions of `batch` rows: what the steady stream of our nodes is, too. In
    /// ``apply(_:rows:batch:)`` the publisher has finished before.
    func insertAndApply(
        _ form: Form, rows: Int, batch: Int, sessions: Int
    ) throws -> Double {
        try sql(.publisher, "TRUNCATE event; CHECKPOINT;")
        try prepareSubscriber(form)
        try subscribe()
        let rows = rows / (batch * sessions) * batch * sessions
        let start = try sql(.publisher, "SELECT clock_timestamp() + interval '2 seconds';")
        for session in 0..<sessions {
            Thread.detachNewThread { [self] in
                // Losing the error is right: without rows the reading side runs into its time limit.
                _ = try? sql(
                    .publisher,
                    """
                    DO $$ BEGIN
                        PERFORM pg_sleep(extract(epoch FROM
                            '\(start)'::timestamptz - clock_timestamp()));
                        COMMIT;
                        FOR place IN \(session * batch)..\(rows - 1) BY \(sessions * batch) LOOP
                            INSERT INTO event SELECT * FROM stock
                                WHERE id >= place AND id < place + \(batch);
                            COMMIT;
                        END LOOP;
                    END $$;
                    """)
            }
        }
        let seconds = try number(
            .subscriber,
            """
            DO $$ BEGIN
                WHILE (SELECT count(*) FROM event
                    WHERE id IN (\(lastRows(rows, batch, sessions)))) < \(sessions)
                LOOP
                    PERFORM pg_sleep(0.001);
                END LOOP;
            END $$;
            SELECT extract(epoch FROM clock_timestamp() - '\(start)'::timestamptz);
            """)
        try endSubscription()
        return seconds > 0 ? Double(rows) / seconds : 0
    }

    /// The last row of each session.
    private func lastRows(_ rows: Int, _ batch: Int, _ sessions: Int) -> String {
        (0..<sessions).map { String(rows - $0 * batch - 1) }.joined(separator: ", ")
    }
}
