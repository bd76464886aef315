/// The sentences that scenarios expect, in both languages, written down apart from the program.
enum Phrasebook {
    /// The body with every sentence of it translated.
    static func turkish(_ body: String) -> String {
        pairs.reduce(body) { text, pair in text.replacing("\"\(pair.key)\"", with: "\"\(pair.value)\"") }
    }

    private static let pairs = fields.merging(features) { $1 }.merging(problems) { $1 }

    private static let fields = [
        "This field is required.": "Bu alan zorunlu.",
        "This field may not be null.": "Bu alan boş (null) olamaz.",
        "This field may not be blank.": "Bu alan boş bırakılamaz.",
        "Not a valid string.": "Geçerli bir metin değil.",
        "Must be a valid boolean.": "Geçerli bir doğru/yanlış değeri olmalı.",
        "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.":
            "Tarih biçimi yanlış. Şu biçimi kullanın: YYYY-AA-GG.",
        "Invalid data. Expected a dictionary.": "Geçersiz veri. Bir sözlük (nesne) bekleniyordu.",
        "Invalid data.": "Geçersiz veri.",
        "Null characters are not allowed.": "Boş (null) karakterlere izin verilmez.",
        "Unknown field.": "Bilinmeyen alan.",
        "Ensure this field has no more than 50 characters.": "Bu alan en fazla 50 karakter olabilir.",
        "Ensure this field has no more than 254 characters.": "Bu alan en fazla 254 karakter olabilir.",
        "Ensure this field has no more than 4,096 characters.": "Bu alan en fazla 4.096 karakter olabilir.",
        "This is not a valid choice.": "Geçerli bir seçenek değil.",
        "Enter a valid email address.": "Geçerli bir e-posta adresi girin.",
        "Enter a name without control characters.": "Denetim karakteri içermeyen bir ad girin.",
        "Enter a valid phone number: 7 to 15 digits, with + before a country code.":
            "Geçerli bir telefon numarası girin: 7–15 rakam, ülke kodundan önce +.",
        "Enter a country code of two letters.": "İki harfli bir ülke kodu girin.",
        "Enter a city name or the number of a city.": "Bir şehir adı ya da şehir numarası girin.",
        "The date may not be in the future.": "Tarih gelecekte olamaz.",
        "This has to be accepted.": "Bunu kabul etmeniz gerekiyor.",
        "This language is not offered. Choose one of: tr, en.": "Bu dil sunulmuyor. Şunlardan birini seçin: tr, en.",
        "The attributes may not be larger than 8 KiB.": "Nitelikler 8 KiB’den büyük olamaz.",
    ]

    private static let features = [
        "This currency is not offered.": "Bu para birimi sunulmuyor.",
        "There is no such city.": "Böyle bir şehir yok.",
        "Unable to sign in with this email address and password.":
            "Bu e-posta adresi ve parola ile giriş yapılamadı.",
        "Thank you. We have sent you an email.": "Teşekkürler. Size bir e-posta gönderdik.",
        "If there is an account with this email address, we have sent it a link to choose a new password.":
            "Bu e-posta adresine ait bir hesap varsa, yeni parola belirleme bağlantısını oraya gönderdik.",
        "The link is invalid, was used already or is too old. Please ask for a new one.":
            "Bağlantı geçersiz, daha önce kullanılmış ya da süresi dolmuş. Lütfen yenisini isteyin.",
        "The two password fields didn’t match.": "İki parola alanı eşleşmedi.",
        "Your old password was entered incorrectly. Please enter it again.":
            "Eski parolanız hatalı girildi. Lütfen tekrar girin.",
        "The password is not correct.": "Parola doğru değil.",
        "This password is too short. It must contain at least 8 characters.":
            "Bu parola çok kısa. En az 8 karakter içermeli.",
        "The password is too similar to the email address.": "Parola e-posta adresinize çok benziyor.",
        "The password is too similar to the first name.": "Parola adınıza çok benziyor.",
        "The password is too similar to the username.": "Parola kullanıcı adınıza çok benziyor.",
        "This password is too common.": "Bu parola çok yaygın.",
        "This password is entirely numeric.": "Bu parola yalnızca rakamlardan oluşuyor.",
        "This password was used before. Choose one that you have not used recently.":
            "Bu parola daha önce kullanıldı. Yakın zamanda kullanmadığınız bir parola seçin.",
    ]

    private static let problems = [
        "Send application/json or application/x-www-form-urlencoded.":
            "application/json ya da application/x-www-form-urlencoded gönderin.",
        "The body may not be larger than 64 KiB.": "İstek gövdesi 64 KiB’den büyük olamaz.",
        "The headers may not be larger than 32 KiB.": "İstek başlıkları 32 KiB’den büyük olamaz.",
        "The Host header is not one of this shop’s hosts. The setting is HESAP_ALLOWED_HOSTS.":
            "Host başlığı bu mağazaya ait değil. İlgili ayar: HESAP_ALLOWED_HOSTS.",
        "The query of the URL is malformed.": "URL’nin sorgu kısmı bozuk.",
        "Not found.": "Bulunamadı.",
        "This method is not allowed here.": "Bu yöntem burada kullanılamaz.",
        "Authentication credentials were not provided.": "Giriş bilgileri verilmedi.",
        "Accounts cannot be anonymized by their owners in this shop.":
            "Bu mağazada hesaplar sahipleri tarafından anonimleştirilemez.",
        "This account has a password. Change it with the old one.":
            "Bu hesabın bir parolası var. Eskisini girerek değiştirin.",
        "The session was ended while this request ran. Please sign in again.":
            "Bu istek sürerken oturum sona erdi. Lütfen tekrar giriş yapın.",
        "The service is busy. Please try again in a moment.":
            "Hizmet şu anda yoğun. Lütfen biraz sonra tekrar deneyin.",
        "Something went wrong on our side.": "Bizim tarafımızda bir sorun oluştu.",
    ]
}
