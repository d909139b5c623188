"""A question's way: claimed, leased, answered, its outcome recorded; and what happens when that is interrupted.

The states of a question. It is kept in the store from the claim on, so a replica can be killed at any moment: what it
had not answered is stalled once its lease ends, and another replica, or the same one after a restart, takes it on.

    claimed    → leased       LeaseManager.hold            this replica answers it, and renews the lease meanwhile
    leased     → answering    LeaseManager.fence           a request goes out to Slack: it may have been delivered
    answering  → leased       LeaseManager.fence           the attempt came to nothing
    answering  → answered     LeaseManager.finish          Slack took it: the outcome is recorded
    leased     → given up     LeaseManager.finish          too old, too often, or too many: recorded without a reply
    leased     → postponed    LeaseManager.answer_later    Slack did not take it: handed back, to be tried after a pause
    leased     → stalled      LeaseManager.release         the replica stops: handed back at once
    leased     → stalled      (the lease ends)             the replica was killed, or cut off from the store
    postponed  → stalled      (the lease ends)             the pause is over
    stalled    → leased       Recovery.look                a replica takes it on: one more attempt

`claims.py` claims, `leases.py` holds, `outcomes.py` records, `recovery.py` looks for what is stalled. `handlers.py` has
what each surface does with a question, `responder.py` delivers, `answer_service.py` computes the reply.
"""
