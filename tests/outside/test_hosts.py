"""Which servers may be asked: nobody unless the operator named the host, no inner network unless it is named itself."""

import pytest

from goldenthread.errors import BadParameter, HostRefused
from goldenthread.outside.hosts import hosts


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("graph.example.org", "https://graph.example.org/sparql"),
        ("graph.example.org", "https://GRAPH.example.org:8443/"),
        ("a.example.org, graph.example.org:8443", "https://graph.example.org:8443/x?y=1"),
        ("127.0.0.1:7878", "http://127.0.0.1:7878/query"),
        ("localhost", "http://localhost:80/"),
        ("[::1]:7878", "http://[::1]:7878/"),
        ("::1", "http://[::1]/"),
        ("10.1.0.0/16", "https://10.1.2.3/"),
    ],
)
def test_what_the_setting_names_may_be_asked(setting: str, address: str) -> None:
    assert hosts(setting).admitted(address).geturl() == address


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("", "https://graph.example.org/"),
        ("graph.example.org", "https://example.org/"),
        ("graph.example.org", "https://graph.example.org.evil.example/"),
        ("graph.example.org:8443", "https://graph.example.org/"),
        ("127.0.0.1:7878", "http://127.0.0.1:22/"),
        ("10.1.0.0/16", "https://10.2.0.1/"),
        ("127.0.0.1", "https://2130706433/"),
    ],
)
def test_any_other_is_refused_with_the_name_of_the_setting(setting: str, address: str) -> None:
    with pytest.raises(HostRefused, match="the setting remote_hosts"):
        hosts(setting).admitted(address)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://graph.example.org/", "must begin with https"),
        ("ftp://graph.example.org/", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("https://user:word@graph.example.org/", "remote_credentials"),
        ("https://graph.example.org:99999/", "no web address"),
        ("https:///x", "no web address"),
        ("https://graph.example.org/\r\nHost: x", "no web address"),
        ("https://[::1", "no web address"),
    ],
)
def test_an_address_that_is_none_is_told_without_an_echo(address: str, says: str) -> None:
    with pytest.raises(BadParameter, match=says) as raised:
        hosts("graph.example.org").admitted(address)
    assert "word" not in str(raised.value).replace("password", "")


@pytest.mark.parametrize(
    "setting", ["https://graph.example.org/sparql", "*.example.org", "me@graph.example.org", "a:b"]
)
def test_a_setting_that_names_no_hosts_is_refused(setting: str) -> None:
    with pytest.raises(BadParameter, match="remote_hosts must name hosts"):
        hosts(setting)


INNER = ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
         "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1"]  # fmt: skip


@pytest.mark.parametrize("ip", INNER)
def test_a_name_may_not_stand_for_an_address_of_an_inner_network(ip: str) -> None:
    assert not hosts("graph.example.org").reaches("graph.example.org", ip)


@pytest.mark.parametrize(
    ("setting", "host", "ip"),
    [
        ("graph.example.org", "graph.example.org", "93.184.215.14"),
        ("graph.example.org", "graph.example.org", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"),
        ("graph.example.org 10.0.0.0/8", "graph.example.org", "10.0.0.1"),
        ("127.0.0.1:7878", "127.0.0.1", "127.0.0.1"),
        ("localhost:7878", "localhost", "::1"),
    ],
)
def test_public_addresses_and_what_is_named_may_be_reached(setting: str, host: str, ip: str) -> None:
    assert hosts(setting).reaches(host, ip)
