"""The passwords that are tried first, so that nobody may use them; compared without capitals, diacritics and spaces."""

_TRIED_FIRST = """
0123456789 1234567890 12345678910 123456789a 123456789abc 1234567891 0987654321 9876543210 1122334455 1234512345
1234554321 1234567899 123123123123 147258369a 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwerty1234 qwerty12345 qwerty123456
asdfghjkl1 asdfghjkl123 zxcvbnm123 abcd123456 abc1234567 abc123456789 a123456789 aa123456789 asd123456789
password12 password123 password1234 passw0rd123 iloveyou123 iloveyou1234 admin12345 admin123456 administrator
matkhau123 matkhau1234 matkhau12345 matkhau123456 matkhaumoi matkhaucuatoi doimatkhau nhomatkhau
anhyeuem123 anhyeuem12 emyeuanh123 anhyeuem123456 anhyeuemnhieu toiyeuban1 toiyeuvietnam yeuvietnam vietnam123
vietnam1234 vietnamvodich hanoi12345 saigon12345 haiduong123 motcua1234 motcua123456 ubndxa1234 ubnd123456
congchuc123 canbo12345 khongbiet123 khongcopass chongyeuvo voyeuchong giadinh123 hanhphuc123 nguyenvana
"""
COMMON_PASSWORDS = frozenset(_TRIED_FIRST.split())
