from tests.browser.conftest import TakeSeat
def test_x(seats):
    seat=seats("admin","en"); page=seat.page
    seat.open("/expression-rules/new?start=early_files")
    page.wait_for_timeout(500)
    get=lambda: page.evaluate("""()=>{const a=document.querySelector('.asked'),u=document.querySelector('.uncheck');return [document.querySelector('#verdict').className,a&&getComputedStyle(a).visibility,u&&getComputedStyle(u).visibility,a&&getComputedStyle(a).transition]}""")
    print(get())
    page.context.set_offline(True)
    page.fill("[id='f-points']","most * nothing")
    for i in range(12):
        page.wait_for_timeout(250); print(i,get())
    print(seat.complaints)
