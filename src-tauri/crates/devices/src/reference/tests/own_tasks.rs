//! Handlers that panic, and the tasks that they start.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_protocols_own_tasks_end_with_the_toy() {
    let link = FakeLink::new("AMN NEO", &[Endpoint::Tx, Endpoint::Rx]);
    let toy = toy("AMN NEO", &link).await;
    toy.clone().apply(vec![vibrate(0, 7)], Urgency::Normal).await.unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    drop(toy);
    link.take();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(link.take().is_empty());
    assert_eq!(Arc::strong_count(&link), 1, "nothing holds on to it");
}

/// Implements nothing: in debug builds its default methods panic.
struct Unfinished;

impl ProtocolHandler for Unfinished {}

#[tokio::test(start_paused = true)]
async fn a_handler_that_panics_is_an_error_and_no_more() {
    let link = lovense("P");
    let driver = identified("LVS-P36", &link).await.driver;
    let unfinished = driver.with_handler(Arc::new(Unfinished));
    let refused = unfinished.packets(&[vibrate(0, 1)]);
    let expected = if cfg!(debug_assertions) {
        ReferenceError::Panicked("not implemented: Command not implemented for this protocol".to_owned())
    } else {
        ReferenceError::Handler(String::new())
    };
    let error = refused.unwrap_err();
    assert_eq!(
        std::mem::discriminant(&error),
        std::mem::discriminant(&expected),
        "{error}"
    );
    let toy = Arc::new(KnownToy::new(link.clone(), unfinished));
    assert!(toy.apply(vec![vibrate(0, 1)], Urgency::Normal).await.is_err());
}

/// Whoever identifies a toy cuts its link after an error.
#[tokio::test(start_paused = true)]
async fn s4_a_handler_that_panics_in_its_greeting_is_an_error() {
    // It takes the third and fourth letter of the name, whether they are there or not.
    let link = FakeLink::new("U", &[Endpoint::Tx, Endpoint::Rx]);
    let identified = identify(Catalog::builtin().unwrap(), &candidate("umove"), link.clone()).await;
    assert!(matches!(identified, Err(ReferenceError::Panicked(_))), "{identified:?}");
    assert!(link.take().is_empty());
}
