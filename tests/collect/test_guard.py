import socket
from ipaddress import ip_address, ip_network

import pytest

from monitor.collect.guard import Guard, PrivateAddress, http_address, is_public, networks
from monitor.errors import FetchError


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "100.64.0.1",  # shared by carriers; a cloud keeps its metadata service here
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_that_strangers_have_no_business_with_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "2a00:1450:4001::1", "2606:4700::1"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_an_ipv4_address_in_ipv6_clothes_is_judged_as_ipv4() -> None:
    guard = Guard()
    guard.check(ip_address("::ffff:8.8.8.8"))
    with pytest.raises(PrivateAddress) as refused:
        guard.check(ip_address("::ffff:127.0.0.1"))
    assert refused.value.address == ip_address("127.0.0.1")


def test_only_the_named_network_is_let_through() -> None:
    guard = Guard(networks(("10.20.0.0/16", "fd00::/8")))
    guard.check(ip_address("10.20.3.4"))
    guard.check(ip_address("::ffff:10.20.3.4"))
    guard.check(ip_address("fd12::1"))
    for other in ("10.21.0.1", "127.0.0.1", "::1"):
        with pytest.raises(PrivateAddress):
            guard.check(ip_address(other))


def test_the_socket_is_refused_for_what_a_name_resolved_to() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "news.example", ("192.168.0.7", 80))
    with pytest.raises(PrivateAddress):
        Guard().open_socket(info)
    Guard((ip_network("192.168.0.7"),)).open_socket(info).close()


def test_a_link_local_address_with_its_interface_is_refused() -> None:
    info = (socket.AF_INET6, socket.SOCK_STREAM, 0, "", ("fe80::1%eth0", 80, 0, 2))
    with pytest.raises(PrivateAddress):
        Guard().open_socket(info)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("  HTTPS://News.Example/RSS?b=%2F&a=1#top ", "https://news.example/RSS?b=%2F&a=1"),
        ("http://news.example", "http://news.example/"),
        ("http://news.example.:80/a", "http://news.example/a"),
        ("https://news.example:443/", "https://news.example/"),
        ("https://news.example:8443/", "https://news.example:8443/"),
        ("https://zürich.example/é x", "https://xn--zrich-kva.example/%C3%A9%20x"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://0177.0.0.1/", "http://127.0.0.1/"),
        ("http://127.1:8000/", "http://127.0.0.1:8000/"),
        ("http://[0:0::1]:80/x", "http://[::1]/x"),
        ("http://１２７.1/", "http://127.0.0.1/"),
    ],
)
def test_an_address_has_one_spelling(given: str, meant: str) -> None:
    assert http_address(given) == meant
    assert http_address(meant) == meant


@pytest.mark.parametrize(
    "address",
    [
        "",
        "news.example/rss",
        "ftp://news.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://a..example/",
        "http://news.example:port/",
        "http://news.example:99999/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[::ffff:999.0.0.1]/",
        "http://999999999999/",
        "http://na me.example/",
        "http://na\uff0fme.example/",
        "http://user:secret@news.example/",
        "http://news.example/\udc80",
        "http://news.example/" + "a" * 2000,
        "http://" + "a" * 64 + ".example/",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(address: str) -> None:
    with pytest.raises(FetchError) as refused:
        http_address(address)
    assert refused.value.reason == "bad_address"
    assert "secret" not in str(refused.value)
